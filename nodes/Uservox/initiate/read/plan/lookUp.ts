// Gives the values of the columns of one item.
import type { IDataObject } from 'n8n-workflow';
import { isObject, type Path } from '../../../input/place';
import { valueAt, type Headers } from './leaves';
import type { At } from './rowTypes';

/**
 * How the columns of one item are looked up.
 * @param place where nearly all of them stand
 */
export function lookUp(json: IDataObject, headers: Headers, place: Path): At {
	const depth = place.length;
	const fields = depth === 0 ? json : valueAt(json, place, headers);
	const here = isObject(fields) ? fields : undefined;
	if (depth === 0) {
		return (path) => {
			const [key] = path;
			if (path.length > 1 || key === undefined) return valueAt(json, path, headers);
			return Object.hasOwn(json, key) ? json[key] : undefined;
		};
	}
	return (path) => {
		if (here === undefined || path.length !== depth + 1 || !isIn(path, place)) return valueAt(json, path, headers);
		const key = path[depth] ?? '';
		return Object.hasOwn(here, key) ? here[key] : undefined;
	};
}

function isIn(path: Path, place: Path): boolean {
	for (let index = 0; index < place.length; index += 1) if (path[index] !== place[index]) return false;
	return true;
}
