// Works on many values, a few at a time: what is asked of the API, as many requests at once as the user allows.

/** Calls `act` for each value in order, at most `atOnce` at the same time. Throws what `act` throws first. */
export async function inParallel<Value>(
	values: readonly Value[],
	atOnce: number,
	act: (value: Value) => Promise<void>,
): Promise<void> {
	const left = values.values();
	const work = async (): Promise<void> => {
		for (const value of left) await act(value);
	};
	await Promise.all(Array.from({ length: atOnce }, work));
}
