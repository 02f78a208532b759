import { TypeFlags } from "typescript/unstable/sync";

/**
 * @typedef {import("typescript/unstable/sync").Type} Type
 * @typedef {import("typescript/unstable/sync").Checker} Checker
 * @typedef {ReadonlyMap<string, { readonly name: string, readonly type: Type }>} UnionNames
 * @typedef {{
 *   readonly $ref?: string, readonly type?: string, readonly const?: unknown, readonly enum?: readonly unknown[],
 *   readonly description?: string, readonly properties?: Readonly<Record<string, JsonSchema>>,
 *   readonly required?: readonly string[], readonly additionalProperties?: JsonSchema, readonly items?: JsonSchema,
 *   readonly anyOf?: readonly JsonSchema[] }} JsonSchema
 */

/** Turns types into JSON Schema, as `JSON.stringify` prints their values: what is undefined is left out. */
export class SchemaMaker {
  /**
   * Those with a name, by it.
   *
   * @type {Record<string, JsonSchema>}
   */
  types = {};
  /** @type {Map<string, number>} */
  #ids = new Map();
  #checker;
  #unionNames;

  /**
   * @param {Checker} checker
   * @param {UnionNames} unionNames by `unionKey`: a union that lost its `undefined` has lost its name too
   */
  constructor(checker, unionNames) {
    this.#checker = checker;
    this.#unionNames = unionNames;
  }

  /** @param {Type} type @returns {JsonSchema} */
  #schemaOf(type) {
    const name = nameOf(type, this.#unionNames);
    if (name === undefined || (this.#ids.get(name) ?? type.id) !== type.id) return this.inlineSchema(type);
    if (!this.#ids.has(name)) {
      this.#ids.set(name, type.id);
      this.types[name] = this.inlineSchema(type);
    }
    return { $ref: `#/$defs/${name}` };
  }

  /** @param {Type} type @returns {JsonSchema} */
  inlineSchema(type) {
    if (type.isLiteralType()) return { const: type.value };
    if (is(type, TypeFlags.Boolean)) return { type: "boolean" };
    if (type.isUnionType()) return this.#unionSchema(type.getTypes());
    if (is(type, TypeFlags.String)) return { type: "string" };
    if (is(type, TypeFlags.Number)) return { type: "number" };
    if (is(type, TypeFlags.Null)) return { type: "null" };
    if (is(type, TypeFlags.AnyOrUnknown)) return {};
    if (this.#checker.isArrayType(type) && type.isTypeReference()) {
      const [item] = this.#checker.getTypeArguments(type);
      return { type: "array", items: item === undefined ? {} : this.#schemaOf(item) };
    }
    return this.#objectSchema(type);
  }

  /** @param {readonly Type[]} all @returns {JsonSchema} */
  #unionSchema(all) {
    const members = all.filter((member) => !is(member, TypeFlags.Undefined));
    const known = this.#unionNames.get(unionKey(members));
    if (known !== undefined && members.length < all.length) return this.#schemaOf(known.type);
    const [only, ...others] = members;
    if (only !== undefined && others.length === 0) return this.#schemaOf(only);
    if (members.every((member) => is(member, TypeFlags.BooleanLiteral))) return { type: "boolean" };
    if (members.some((member) => is(member, TypeFlags.Null))) {
      const rest = this.#unionSchema(members.filter((member) => !is(member, TypeFlags.Null)));
      return { anyOf: [...(rest.anyOf ?? [rest]), { type: "null" }] };
    }
    const words = members.flatMap((member) => (member.isStringLiteralType() ? [member.value] : []));
    const choices = members
      .filter((member) => !member.isStringLiteralType())
      .sort(byPlaceOfType)
      .map((member) => this.#schemaOf(member));
    const choice = words.length === 0 ? [] : [{ enum: words.sort() }];
    const [first, ...more] = [...choice, ...choices];
    return first !== undefined && more.length === 0 ? first : { anyOf: [...choice, ...choices] };
  }

  /** @param {Type} type @returns {JsonSchema} */
  #objectSchema(type) {
    const values = this.#checker.getIndexInfosOfType(type)[0]?.valueType;
    /** @type {Record<string, JsonSchema>} */
    const properties = {};
    const required = [];
    for (const symbol of [...this.#checker.getPropertiesOfType(type)].sort(byPlace)) {
      const inner = this.#checker.getTypeOfSymbol(symbol);
      if (inner === undefined || is(inner, TypeFlags.Undefined)) continue;
      const description = this.#checker
        .getDocumentationCommentOfSymbol(symbol)
        .replaceAll(/\s+/gu, " ")
        .trim();
      properties[symbol.name] = { ...this.#schemaOf(inner), ...(description === "" ? {} : { description }) };
      if (!mayBeUndefined(inner)) required.push(symbol.name);
    }
    return {
      type: "object",
      ...(Object.keys(properties).length === 0 ? {} : { properties, required }),
      ...(values === undefined ? {} : { additionalProperties: this.#schemaOf(values) }),
    };
  }

  /** @param {Type} type the literal that its `command` is, where it is a document */
  commandOf(type) {
    const [schema, command] = ["schema", "command"].map((name) => {
      const symbol = type.isObjectType() ? this.#checker.getPropertyOfType(type, name) : undefined;
      return symbol === undefined ? undefined : this.#checker.getTypeOfSymbol(symbol);
    });
    const isDocument = schema?.isNumberLiteralType() === true && schema.value === 1;
    return isDocument && command?.isStringLiteralType() === true ? command.value : undefined;
  }
}

/** @param {readonly Type[]} members */
export function unionKey(members) {
  return members
    .map(({ id }) => id)
    .sort((a, b) => a - b)
    .join(" ");
}

/** @param {Type} type @param {UnionNames} unionNames */
function nameOf(type, unionNames) {
  if (type.isUnionType())
    return type.getAliasSymbol()?.name ?? unionNames.get(unionKey(type.getTypes()))?.name;
  if (!type.isClassOrInterface()) return undefined;
  const name = type.getSymbol()?.name;
  return name === "Array" || name === "ReadonlyArray" ? undefined : name;
}

/** @param {Type} type */
function mayBeUndefined(type) {
  return type.isUnionType() && type.getTypes().some((member) => is(member, TypeFlags.Undefined));
}

/** @param {Type} type @param {number} flag */
function is({ flags }, flag) {
  return (flags & flag) !== 0;
}

/** What every reader looks for first. */
const foremost = ["schema", "command", "type"];

/**
 * As they are declared: the compiler's own order depends on what it happened to look at before.
 *
 * @param {import("typescript/unstable/sync").Symbol} a
 * @param {import("typescript/unstable/sync").Symbol} b
 */
function byPlace(a, b) {
  return rankOf(a.name) - rankOf(b.name) || comparePlaces(a.declarations[0], b.declarations[0]);
}

/** @param {string} name */
function rankOf(name) {
  return foremost.includes(name) ? foremost.indexOf(name) : foremost.length;
}

/** @param {Type} a @param {Type} b */
function byPlaceOfType(a, b) {
  return comparePlaces(declarationOf(a), declarationOf(b));
}

/** @typedef {import("typescript/unstable/sync").Symbol["declarations"][number]} Handle */

/** @param {Type} type @returns {Handle | undefined} */
function declarationOf(type) {
  const last = type.isIntersectionType() ? type.getTypes().at(-1) : undefined;
  return last === undefined ? type.getSymbol()?.declarations[0] : declarationOf(last);
}

/** @param {Handle | undefined} a @param {Handle | undefined} b */
function comparePlaces(a, b) {
  const [pathA, pathB] = [a?.path ?? "", b?.path ?? ""];
  return pathA === pathB ? (a?.index ?? 0) - (b?.index ?? 0) : pathA < pathB ? -1 : 1;
}
