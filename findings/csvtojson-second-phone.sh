#!/usr/bin/env bash
# csvtojson 2.0.14: the header of a second phone makes a list with a hole, beside headers with dots that make none.
#
# Where: the setting of a column's value by its header (lineToJson.js), where dots are steps and digits are places in a list.
# What happens: "Phone.1", as pandas and others call a second column Phone, becomes Phone: [null, number]. If there is a column "Phone" as well, one of the two numbers is gone: the
#   list has to be put where the text is. "Mobile No." with its dot at the end stays one key. flatKeys: true leaves all of them alone.
# Seen: alone: [null, "2"]; with Phone beside it: only one of "1" and "2" is left; Mobile No.: "3"; flat: all three.
set -euo pipefail
npm install --silent --no-audit --no-fund --ignore-scripts --no-save csvtojson@2.0.14
cat > check.cjs <<'EOF'
const assert = require('node:assert/strict');
const csv = require('csvtojson');

(async () => {
	const [alone] = await csv().fromString('Phone.1\n2\n');
	const [both] = await csv().fromString('Phone,Phone.1,Mobile No.\n1,2,3\n');
	const [flat] = await csv({ flatKeys: true }).fromString('Phone,Phone.1,Mobile No.\n1,2,3\n');
	console.log(JSON.stringify({ alone, both, flat }));
	assert.deepEqual(JSON.parse(JSON.stringify(alone)), { Phone: [null, '2'] });
	assert.equal(both['Mobile No.'], '3');
	assert.equal(['1', '2'].filter((number) => JSON.stringify(both.Phone).includes(number)).length, 1);
	assert.deepEqual(flat, { Phone: '1', 'Phone.1': '2', 'Mobile No.': '3' });
})().catch((error) => (console.error(error), process.exit(1)));
EOF
node check.cjs
