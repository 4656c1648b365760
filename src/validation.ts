import { IsOptional, registerDecorator, ValidateNested, type ValidationError, validateSync } from "class-validator";
import { DomainError, type Text } from "./errors.js";

/** An id as outside programs may give it: 1 to 128 of `A-Z a-z 0-9 . _ : ~ -`. */
export const ID_PATTERN = /^[A-Za-z0-9._:~-]{1,128}$/;

const ID_TEXT: Text = {
  zh: "须为 1 至 128 个字符，只能用 A-Z a-z 0-9 . _ : ~ -。",
  en: "must be 1 to 128 of A-Z a-z 0-9 . _ : ~ -.",
};

type Check = (value: unknown) => boolean;

/** The checks of each class by its prototype: what passes them needs no class-validator, which takes most of a batch's judging. */
const CHECKS = new Map<object, { readonly property: PropertyKey; readonly check: Check }[]>();

function addCheck(target: object, property: PropertyKey, check: Check): void {
  CHECKS.set(target, [...(CHECKS.get(target) ?? []), { property, check }]);
}

function passes(input: object): boolean {
  for (let own: object = Object.getPrototypeOf(input); own !== null; own = Object.getPrototypeOf(own)) {
    for (const { property, check } of CHECKS.get(own) ?? []) {
      const value = (input as Record<PropertyKey, unknown>)[property];
      if (value !== undefined && value !== null && !check(value)) return false;
    }
  }
  return true;
}

/** A property decorator: absent values pass, others must satisfy `check`. */
function rule(name: string, text: Text, check: Check): PropertyDecorator {
  return (target, property) => {
    addCheck(target, property, check);
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      options: { message: text.en, context: text },
      validator: { validate: (value: unknown) => value === undefined || value === null || check(value) },
    });
  };
}

export const IsEntityId = (): PropertyDecorator =>
  rule("isEntityId", ID_TEXT, (v) => typeof v === "string" && ID_PATTERN.test(v));

/** A list of at most `most` ids. */
export const AreEntityIds = (most = 1000): PropertyDecorator =>
  rule(
    "areEntityIds",
    { zh: `须为至多 ${most} 个 id，每个${ID_TEXT.zh}`, en: `must be at most ${most} ids, each of which ${ID_TEXT.en}` },
    (v) => Array.isArray(v) && v.length <= most && v.every((id) => typeof id === "string" && ID_PATTERN.test(id)),
  );

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it finds
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

const isText = (value: unknown, least: number, most: number): boolean =>
  typeof value === "string" && value.trim().length >= least && value.length <= most && !CONTROL.test(value);

/** Text of `least` to `most` UTF-16 units without control characters. */
export const IsText = (least: number, most: number): PropertyDecorator =>
  rule(
    "isText",
    {
      zh: `须为 ${least} 至 ${most} 个字符，不含控制字符。`,
      en: `must have ${least} to ${most} characters, none of them a control character.`,
    },
    (v) => isText(v, least, most),
  );

export const AreTexts = (most: number, length: number): PropertyDecorator =>
  rule(
    "areTexts",
    {
      zh: `须为至多 ${most} 项，每项 1 至 ${length} 个字符。`,
      en: `must have at most ${most} entries of 1 to ${length} characters each.`,
    },
    (v) => Array.isArray(v) && v.length <= most && v.every((t) => isText(t, 1, length)),
  );

/** A finite number in [least, most]. */
export const IsBetween = (least: number, most: number): PropertyDecorator =>
  rule(
    "isBetween",
    { zh: `须在 ${least} 与 ${most} 之间。`, en: `must be between ${least} and ${most}.` },
    (v) => typeof v === "number" && Number.isFinite(v) && v >= least && v <= most,
  );

/** A list of at most `most` members, whatever they are. */
export const HasAtMost = (most: number): PropertyDecorator =>
  rule(
    "hasAtMost",
    { zh: `至多 ${most} 项。`, en: `must have at most ${most} entries.` },
    (v) => Array.isArray(v) && v.length <= most,
  );

/** An absolute http or https address. */
export const IsWebAddress = (): PropertyDecorator =>
  rule(
    "isWebAddress",
    {
      zh: "须为至多 2000 个字符的 http 或 https 网址。",
      en: "must be an http or https address of at most 2000 characters.",
    },
    (v) => {
      if (typeof v !== "string" || v.length > 2000 || !URL.canParse(v)) return false;
      return ["http:", "https:"].includes(new URL(v).protocol);
    },
  );

/** Judges an object, or the members of a list, by the rules of their own class; null is none. */
export const AreObjects = (): PropertyDecorator => (target, property) => {
  // Members are left to class-validator.
  addCheck(target, property, () => false);
  IsOptional()(target, property as string);
  ValidateNested({ each: true })(target, property as string);
};

export interface FieldRefusal {
  /** Path in the input, such as `tags.0.weight`. */
  readonly field: string;
  readonly text: Text;
}

/** What class-validator found, one entry a field, in the words of the rules above. */
export function fieldRefusals(errors: readonly ValidationError[], prefix = ""): FieldRefusal[] {
  return errors.flatMap((error) => {
    const field = prefix + error.property;
    const name = Object.keys(error.constraints ?? {})[0];
    const own: FieldRefusal[] =
      name === undefined
        ? []
        : [
            {
              field,
              text: (error.contexts?.[name] as Text | undefined) ?? {
                zh: error.constraints![name]!,
                en: error.constraints![name]!,
              },
            },
          ];
    return [...own, ...fieldRefusals(error.children ?? [], `${field}.`)];
  });
}

/** Judges one row of a batch or a file; throws BAD_INPUT for its first bad field. */
export function checkShape(input: object): void {
  if (passes(input)) return;
  const [first] = fieldRefusals(validateSync(input, { forbidUnknownValues: false }));
  if (first) throw shapeError(first);
}

export function shapeError({ field, text }: FieldRefusal): DomainError {
  return new DomainError("BAD_INPUT", { zh: `${field}：${text.zh}`, en: `${field} ${text.en}` }, { field });
}

/** Copies without the keys whose value is undefined or null, so that an absent field and an explicit null are one. */
export function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], null> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined && v !== null)) as never;
}
