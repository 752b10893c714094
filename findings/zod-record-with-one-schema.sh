#!/usr/bin/env bash
# zod 3.25.76, whose package holds both APIs ("zod" and "zod/v4"): a schema of 3 is taken by 4 and fails with the first key.
#
# Where: record() of the newer API, whose first parameter is the schema of the keys; and the parameters of its schemas.
# What happens: record(unknown()) is built without a complaint in both, and both take an empty object. With one key in it, the newer throws a TypeError about "_zod" out of safeParse, which
#   otherwise never throws. A required_error is taken as well and does nothing: the message is the usual one. So code that is moved over works until data come.
# Seen: empty object: both succeed; one key: 3 succeeds, 4 throws TypeError; the message: "who?" in 3, in 4 one that does not hold it.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save zod@3.25.76
cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
const three = require('zod');
const four = require('zod/v4');

const record = (zod) => zod.record(zod.unknown());
assert.deepEqual([record(three).safeParse({}).success, record(four).safeParse({}).success], [true, true]);
assert.equal(record(three).safeParse({ a: 1 }).success, true);
assert.throws(() => record(four).safeParse({ a: 1 }), TypeError);
const messages = [three, four].map((zod) => zod.string({ required_error: 'who?' }).safeParse(undefined).error.issues[0].message);
console.log(messages);
assert.equal(messages[0], 'who?');
assert.equal(messages[1].includes('who?'), false);
EOF
node check.cjs
