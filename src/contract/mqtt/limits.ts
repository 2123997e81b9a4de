/** The largest payload of an event, in bytes. */
export const maxPayloadBytes = 16 * 1024;

/**
 * The same for the makers whose terminals put pictures into their events: 1 MB of the face and 2 MB of the scene. The
 * pictures are cut out before anything is stored.
 */
export const maxPictureBytes = 3 * 1024 * 1024;

/** The longest identifier (a subject, a location, a sender's own id), in UTF-16 code units. */
export const maxIdentifierLength = 128;

/** The longest free text (a reason), in UTF-16 code units. */
export const maxTextLength = 500;
