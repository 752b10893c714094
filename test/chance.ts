// Before each test file: chance is the same in each run of a test, so that none fails by bad luck. TEST_SEED draws it anew, as Nightly does.
import { seededRandom } from './random';

const SEED = Number(process.env.TEST_SEED ?? 1);
const { random } = Math;

beforeEach(() => {
	const name = expect.getState().currentTestName ?? '';
	Math.random = seededRandom([...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), SEED));
});

afterAll(() => {
	Math.random = random;
});
