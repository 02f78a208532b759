/** All images of stand-ins are of this name; their tags say what they are made of. */
export const standInRepository = "stack-stand-in";
