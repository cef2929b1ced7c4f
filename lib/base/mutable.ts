/** An object whose members its owner may write; others see it as read-only. */
export type Mutable<Value> = { -readonly [Name in keyof Value]: Value[Name] };
