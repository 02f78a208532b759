/** A text to look for; `wholeWord` not inside a longer word. */
export interface Pattern {
  readonly text: string;
  readonly wholeWord: boolean;
}

/**
 * Finds all patterns in one pass (Aho and Corasick's way): a node is the longest end of the text read so far that some
 * pattern begins with.
 */
export interface Automaton {
  step(node: number, character: number): number;
  /** How many characters at the text's end some pattern could go on from: no match still to come begins earlier. */
  undecided(node: number): number;
  /** Lengths of the patterns that end here: the longest that may stand in a word, and all that may not. */
  ending(node: number): Ending;
}

interface Ending {
  readonly longest: number;
  readonly words: readonly number[];
}

export const startNode = 0;

interface Node {
  readonly next: Map<number, number>;
  undecided: number;
  /** The node of the longest proper end that is itself a beginning of a pattern. */
  fallback: number;
  ending: Ending;
}

export function buildAutomaton(patterns: readonly Pattern[]): Automaton {
  const nodes: Node[] = [newNode(0)];
  for (const pattern of patterns) insert(nodes, pattern);
  linkFallbacks(nodes);
  return {
    step: (node, character) => step(nodes, node, character),
    undecided: (node) => nodes[node]?.undecided ?? 0,
    ending: (node) => nodes[node]?.ending ?? nothing,
  };
}

const nothing: Ending = { longest: 0, words: [] };

function newNode(undecided: number): Node {
  return { next: new Map(), undecided, fallback: startNode, ending: nothing };
}

function insert(nodes: Node[], pattern: Pattern): void {
  let node = nodes[startNode];
  for (let index = 0; index < pattern.text.length; index++) {
    const character = pattern.text.charCodeAt(index);
    const known: number = node?.next.get(character) ?? nodes.length;
    if (known === nodes.length) nodes.push(newNode(index + 1));
    node?.next.set(character, known);
    node = nodes[known];
  }
  if (node !== undefined) node.ending = joined(node.ending, endingOf(pattern));
}

function endingOf(pattern: Pattern): Ending {
  const { length } = pattern.text;
  return pattern.wholeWord ? { longest: 0, words: [length] } : { longest: length, words: [] };
}

/** Nearest to the start first, so that a node's fallback is finished before the node. */
function linkFallbacks(nodes: readonly Node[]): void {
  const queue = [startNode];
  for (const number of queue) {
    const node = nodes[number];
    for (const [character, child] of node?.next ?? []) {
      queue.push(child);
      const childNode = nodes[child];
      if (childNode === undefined || node === undefined) continue;
      childNode.fallback = number === startNode ? startNode : step(nodes, node.fallback, character);
      const fallback = nodes[childNode.fallback];
      childNode.ending = joined(childNode.ending, fallback?.ending ?? nothing);
      if (childNode.next.size === 0) childNode.undecided = fallback?.undecided ?? 0;
    }
  }
}

function joined(a: Ending, b: Ending): Ending {
  const words = [...new Set([...a.words, ...b.words])];
  return words.length === 0 && b.longest <= a.longest
    ? a
    : { longest: Math.max(a.longest, b.longest), words };
}

function step(nodes: readonly Node[], from: number, character: number): number {
  for (let number = from; ; number = nodes[number]?.fallback ?? startNode) {
    const next = nodes[number]?.next.get(character);
    if (next !== undefined) return next;
    if (number === startNode) return startNode;
  }
}
