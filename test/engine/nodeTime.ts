// The built node lives in the time that tests share: its clocks are those of the simulators.
import { built } from '../built';
import { sharedClock, START } from '../time/sharedTime';

/** The steady clock counts from somewhere else than the clock of the day, so that none can be taken for the other. */
const STEADY_START = 10_000;

const { steadyClock, systemClock } = built('nodes/Uservox/host/clock');
systemClock.now = () => sharedClock.now();
steadyClock.now = () => sharedClock.now() - START + STEADY_START;
systemClock.sleep = steadyClock.sleep = async (ms, signal) => await sharedClock.sleep(ms, signal);
