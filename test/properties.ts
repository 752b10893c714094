// fast-check, whose cases are the same in each run; TEST_SEED draws others, as *Nightly* does.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.TEST_SEED ?? 1) });

export default fc;
