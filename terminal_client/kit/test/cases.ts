/** Forms of every type, with choices for them. */
import type { Choices, Form } from "../src/sealed/forms.ts";

export const THREE_KEYS: Form = [{ type: 1, c: 1, min: 0, max: 0, w: 0 }];
export const CASES: readonly (readonly [Form, readonly Choices[]])[] = [
  [THREE_KEYS, [[["for"]], [["against"]], [["abstain"]]]],
  [[{ type: 1, c: 2, min: 0, max: 0, w: 0 }], [[["for", "against"]], [["abstain", "abstain"]]]],
  [[{ type: 2, c: 3, min: 1, max: 2, w: 0 }], [[[1, 0, 0]], [[1, 0, 1]]]],
  [[{ type: 2, c: 2, min: 0, max: 2, w: 0 }], [[[0, 0]], [[1, 1]]]],
  [[{ type: 2, c: 6, min: 0, max: 5, w: 0 }], [[[1, 1, 1, 1, 1, 0]]]],
  [[{ type: 3, c: 2, min: 0, max: 3, w: 0 }], [[[3, 0]], [[1, 2]], [[0, 0]]]],
  [
    [{ type: 4, c: 3, min: 0, max: 1, w: 0 }],
    [
      [{ names: ["for", "abstain", "against"], written: [] }],
      [{ names: ["abstain", "abstain", "abstain"], written: [] }],
    ],
  ],
  [
    [{ type: 4, c: 2, min: 0, max: 2, w: 2 }],
    [
      [{ names: ["for", "against"], written: [] }],
      [{ names: ["for", "against"], written: ["张三"] }],
      [{ names: ["against", "against"], written: ["买买提·艾力", "A".repeat(60)] }],
    ],
  ],
  [
    [{ type: 5, c: 30, min: 0, max: 0, w: 0 }],
    [[[]], [[30, 1, 7]], [Array.from({ length: 30 }, (_, i) => 30 - i)]],
  ],
  [
    [
      { type: 5, c: 2, min: 0, max: 0, w: 0 },
      { type: 1, c: 1, min: 0, max: 0, w: 0 },
    ],
    [[[2, 1], ["for"]]],
  ],
  [
    [
      { type: 1, c: 1, min: 0, max: 0, w: 0 },
      { type: 2, c: 2, min: 1, max: 1, w: 0 },
    ],
    [[["abstain"], [0, 1]]],
  ],
];
