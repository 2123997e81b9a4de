import { describe, expect, test } from "vitest";
import { readerVariables } from "../../src/config/reader-variables.ts";
import { brokerAddress } from "../../src/entry/reader/broker-address.ts";
import { cameraInput, withoutSecrets } from "../../src/entry/reader/camera-input.ts";
import { ffmpegArguments } from "../../src/entry/reader/ffmpeg-process.ts";

describe("--camera", () => {
  test.each([
    ["rtsp://10.0.0.7/s1", "stream", ["-rtsp_transport", "tcp", "-i", "rtsp://10.0.0.7/s1"]],
    ["http://10.0.0.7/mjpeg", "stream", ["-i", "http://10.0.0.7/mjpeg"]],
    ["/dev/video0", "device", ["-f", "v4l2", "-i", "/dev/video0"]],
    ["avfoundation:0", "device", ["-f", "avfoundation", "-framerate", "30", "-i", "0"]],
    ["dshow:Integrated Camera", "device", ["-f", "dshow", "-i", "video=Integrated Camera"]],
    ["/srv/a video.mp4", "file", ["-re", "-i", "file:/srv/a video.mp4"]],
    // Neither an option of ffmpeg's, nor one of its protocols.
    ["/srv/-i", "file", ["-i", "file:/srv/-i"]],
    ["/srv/concat:a|b", "file", ["-i", "file:/srv/concat:a|b"]],
  ])("%s is a %s", (text, kind, last) => {
    const input = cameraInput(text);
    expect(input.kind).toBe(kind);
    expect(input.arguments.slice(-last.length)).toEqual(last);
  });

  test.each(["ftp://host/video", "file:///etc/passwd", "rtmp://host/live", " "])("%s is refused", (text) => {
    expect(() => cameraInput(text)).toThrow(/rtsp:\/\//);
  });

  test("a URL that cannot be read is not repeated", () => {
    expect(() => cameraInput("rtsp://user:secret@[")).toThrow(/^(?!.*secret)/);
  });

  test("the only thing ffmpeg writes is its standard output", () => {
    const all = ffmpegArguments(cameraInput("/dev/video0"), 4);
    expect(all.at(-1)).toBe("pipe:1");
    expect(all.filter((argument) => !argument.startsWith("-")).slice(-6)).toEqual([
      "0:v:0",
      expect.stringContaining("fps=4"),
      "image2pipe",
      "ppm",
      "rgb24",
      "pipe:1",
    ]);
  });
});

describe("what is said of a camera", () => {
  const url = "rtsp://cam:p%40ss!word@10.0.0.7:554/s1?token=abc123";
  const { shown, secrets } = cameraInput(url);

  test("holds neither user, password nor query", () => {
    expect(shown).toBe("rtsp://10.0.0.7:554/s1");
  });

  test.each([
    `${url}: 401 Unauthorized`,
    "[rtsp] cam:p%40ss!word was refused",
    "the password p@ss!word is wrong",
    "GET /s1?token=abc123 failed",
    "redirected to http://cam:p%40ss!word@10.0.0.8/x",
    "redirected to https://other:pass@10.0.0.9/x",
  ])("nor does %s", (line) => {
    expect(withoutSecrets(line, secrets)).not.toMatch(/p%40ss|p@ss|abc123|other:pass/);
    expect(withoutSecrets(line, secrets)).toContain("***");
  });
});

describe("--mqtt", () => {
  test("gives user and password apart from the address", () => {
    expect(brokerAddress("mqtt://door-1:p%40ss@broker:1883")).toEqual({
      url: "mqtt://broker:1883",
      credentials: { username: "door-1", password: "p@ss" },
    });
    expect(brokerAddress("mqtts://broker")).toEqual({ url: "mqtts://broker", credentials: null });
  });

  test.each(["broker:1883", "http://u:secret@broker", "secret", "mqtt://u:sec%ret@broker"])(
    "%s is refused and not repeated",
    (text) => {
      expect(() => brokerAddress(text)).toThrow(/^--mqtt(?!.*sec%?ret)/);
    },
  );
});

test("a program that the reader starts is given none of its secrets", () => {
  const { forPrograms, passphrase, camera, mqtt } = readerVariables({
    PATH: "/bin",
    READER_PASSPHRASE: " with blanks ",
    READER_CAMERA: " ",
    READER_MQTT: "mqtt://a:b@c",
    MUSTER_DATA: "/srv",
    DATABASE_URL: "postgres://a:b@c/d",
    MQTT_URL: "mqtt://a:b@c",
  });
  expect(forPrograms).toEqual({ PATH: "/bin" });
  expect({ passphrase, camera, mqtt }).toEqual({
    passphrase: " with blanks ",
    camera: null,
    mqtt: "mqtt://a:b@c",
  });
});
