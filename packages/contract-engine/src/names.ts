/** Names that methods may have: they can be printed as they are. */
export const methodName = /^[\w$.-]{1,64}$/;

/** Names that events may have. */
export const eventName = /^[A-Za-z][A-Za-z0-9]{0,63}$/;
