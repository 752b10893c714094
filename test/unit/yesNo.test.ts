// Yes and no as people write them, in any case, in the languages of headers; whatever is neither is a fault.
import { onOrOff } from '../../nodes/Uservox/model/options';
import { readYesOrNo } from '../../nodes/Uservox/model/yesNo';

const YES = [
	...[
		true,
		1,
		'true',
		'TRUE',
		'True',
		'yes',
		'Yes',
		'YES',
		' yes\u00a0',
		'Yes.',
		'y',
		'Y',
		'1',
		'on',
		'ON',
		't',
		'✓',
		'✔️',
	],
	...[
		'Ja',
		'oui',
		'sí',
		'SI',
		'sim',
		'sì',
		'tak',
		'evet',
		'да',
		'ДА',
		'हाँ',
		'जी हाँ',
		'có',
		'ya',
		'예',
		'はい',
		'是',
		'نعم',
	],
	...['WAHR', 'VRAI', 'VERDADERO', 'VERO', 'ИСТИНА', 'kyllä', 'ναι'],
];
const NO = [
	...[false, 0, 'false', 'FALSE', 'no', 'No', 'NO', 'n', 'N', '0', 'off', 'OFF', 'f', '✗', '☐', '❌'],
	...['Nein', 'non', 'não', 'NAO', 'nej', 'nei', 'nie', 'hayır', 'HAYIR', 'нет', 'नहीं', 'không', 'tidak', '아니요'],
	...['いいえ', '否', 'لا', 'FALSCH', 'FAUX', 'FALSO', 'όχι'],
];
const EMPTY = [undefined, null, '', ' ', '\u00a0\u200b', '\n'];
const NEITHER = [
	...[
		'maybe',
		'x',
		'call me',
		'N/A',
		'-',
		'unknown',
		'yes please',
		'no problem, call',
		'2',
		'01',
		'truefalse',
		'yes no',
	],
	...[2, -1, 0.5, Number.NaN, [], [true], {}, { value: true }, 'y'.repeat(1_000_000)],
];

test.each(YES)('%p means yes', (value) => expect(readYesOrNo(value)).toEqual({ answer: true }));
test.each(NO)('%p means no', (value) => expect(readYesOrNo(value)).toEqual({ answer: false }));
test.each(EMPTY)('%p means nothing', (value) => expect(readYesOrNo(value)).toEqual({ answer: undefined }));
test.each(NEITHER)('a value that is neither (%#) is a fault, and is shown in short', (value) => {
	const read = readYesOrNo(value);
	expect(read).toEqual({ fault: expect.stringMatching(/^found .*, expected yes or no$/) });
	expect(JSON.stringify(read).length).toBeLessThan(120);
});

test('an option takes the same words, and keeps its default where there is nothing', () => {
	for (const fallback of [true, false]) {
		for (const value of YES) expect(onOrOff(fallback).parse(value)).toBe(true);
		for (const value of NO) expect(onOrOff(fallback).parse(value)).toBe(false);
		for (const value of EMPTY) expect(onOrOff(fallback).safeParse(value).data).toBe(fallback);
		for (const value of NEITHER) expect(onOrOff(fallback).safeParse(value).success).toBe(false);
	}
});
