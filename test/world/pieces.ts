/** The bytes, cut at these places: what a network may make of one write. */
export function inPieces(bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] {
  const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length].sort((a, b) => a - b);
  return places.flatMap((place, index) => {
    const piece = bytes.subarray(place, places[index + 1] ?? place);
    return piece.length === 0 ? [] : [piece];
  });
}
