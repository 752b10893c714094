// The loop in one process: leads in the simulator are called, and the trigger's example receives each call.
import { PROCESS, TOKEN } from '../ids';
import { startSimulator } from '../simulator/server';
import { sharedTime } from '../time/sharedTime';
import { callAndHear } from './callAndHear';

test('each lead that is called is reported once, and its event goes through the example workflow', async () => {
	const existing = [1, 2, 3, 4].map((number) => ({
		_id: `507f1f77bcf86cd79943900${number}`,
		phone: `+999987650000${number}`,
		referenceId: `crm-${number}`,
		processId: PROCESS,
	}));
	const simulator = await startSimulator({ token: TOKEN, existing }, 0, undefined, sharedTime);
	try {
		const heard = await callAndHear(
			simulator,
			existing.map(({ _id }) => _id),
			({ referenceId }) => ({ row_number: 2, 'CRM ID': referenceId }),
		);
		const told = heard.map(({ item: { referenceId, connected, disposition } }) => [
			referenceId,
			connected,
			disposition,
		]);
		expect(told.sort()).toEqual([
			['crm-1', true, 'Interested'],
			['crm-2', false, 'Attempted'],
			['crm-3', true, 'Call Back Later'],
			['crm-4', false, 'Attempted'],
		]);
		expect(heard.map(({ written }) => written.length)).toEqual([1, 1, 1, 1]);
		expect(simulator.books.deliveries.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
	} finally {
		await simulator.close();
	}
});
