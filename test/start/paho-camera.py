"""A camera of the original's kind: paho-mqtt, MQTT 3.1.1, QoS 0, a clean session, no credentials, a clock of minutes."""
import json
import random
import sys
import time

import paho.mqtt.client as mqtt

port, count = int(sys.argv[1]), int(sys.argv[2])
# paho-mqtt 2 asks which version of its callbacks is meant; 1.6 knows only one.
versions = getattr(mqtt, "CallbackAPIVersion", None)
client = mqtt.Client() if versions is None else mqtt.Client(versions.VERSION1)
client.connect("localhost", port, 60)
client.loop_start()
ROOMS = {"CSAI1001": ["BSB214", "ECG-01", "ASG-13"], "SE2001": ["BSB214", "ASG-13"], "ITM3006": ["ECG-01", "ASG-13"]}
REASONS = {"granted": ["Face recognized successfully"], "late": ["Late entry"],
           "denied": ["Face not in database", "Access denied for this location"]}
for _ in range(count):
    student = random.choice(list(ROOMS))
    decision = random.choices(["granted", "denied", "late"], weights=[0.7, 0.2, 0.1])[0]
    client.publish("access/result", json.dumps({
        "student_id": student,
        "location": random.choice(ROOMS[student]),
        "timestamp": time.strftime("%I:%M %p"),
        "decision": decision,
        "reason": random.choice(REASONS[decision]),
    })).wait_for_publish()
client.loop_stop()
client.disconnect()
