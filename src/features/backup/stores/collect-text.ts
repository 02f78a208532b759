/** The few words of a program, put together from the pieces they come in. */
export function collectText(): { readonly write: (chunk: Uint8Array) => void; readonly text: () => string } {
  const decoder = new TextDecoder();
  let collected = "";
  return {
    write: (chunk) => {
      collected += decoder.decode(chunk, { stream: true });
    },
    text: () => collected + decoder.decode(),
  };
}
