// JavaScript's operators and conversions, on JSON. Objects are compared and written down by n8n alone.
import type { BinaryOperator, Conversion } from './syntax';
import { isPrimitive, NEEDS_EVALUATOR, type Primitive } from './values';

/** What an operator gives for two operands. */
export function binary(operator: BinaryOperator, left: unknown, right: unknown): unknown {
	if (isPrimitive(left) && isPrimitive(right)) return ofPrimitives(operator, left, right);
	// An object is never a text or a number, but it may be written down like one.
	const different = operator === '===' ? false : operator === '!==' ? true : undefined;
	return different !== undefined && (isPrimitive(left) || isPrimitive(right)) ? different : NEEDS_EVALUATOR;
}

function ofPrimitives(operator: BinaryOperator, left: Primitive, right: Primitive): unknown {
	switch (operator) {
		case '+':
			return typeof left === 'string' || typeof right === 'string'
				? String(left) + String(right)
				: Number(left) + Number(right);
		case '-':
			return Number(left) - Number(right);
		case '*':
			return Number(left) * Number(right);
		case '/':
			return Number(left) / Number(right);
		case '%':
			return Number(left) % Number(right);
		case '===':
			return left === right;
		case '!==':
			return left !== right;
		case '==':
			return isLooselyEqual(left, right);
		case '!=':
			return !isLooselyEqual(left, right);
		case '<':
			return isBefore(left, right);
		case '>':
			return isBefore(right, left);
		case '<=':
			return isUpTo(left, right);
		case '>=':
			return isUpTo(right, left);
	}
}

function isLooselyEqual(left: Primitive, right: Primitive): boolean {
	const isNothing = left === null || left === undefined;
	if (isNothing || right === null || right === undefined) return isNothing && (right === null || right === undefined);
	return typeof left === typeof right ? left === right : Number(left) === Number(right);
}

function isBefore(left: Primitive, right: Primitive): boolean {
	return typeof left === 'string' && typeof right === 'string' ? left < right : Number(left) < Number(right);
}

function isUpTo(left: Primitive, right: Primitive): boolean {
	return typeof left === 'string' && typeof right === 'string' ? left <= right : Number(left) <= Number(right);
}

export function unary(operator: '!' | '-' | '+', value: unknown): unknown {
	if (operator === '!') return !value;
	if (!isPrimitive(value)) return NEEDS_EVALUATOR;
	return operator === '-' ? -Number(value) : Number(value);
}

/** `String(…)` and the like; without an argument they give what JavaScript gives for none. */
export function convert(to: Conversion, values: readonly unknown[]): unknown {
	const [value, radix] = values;
	if (to === 'Boolean') return Boolean(value);
	if (!values.every(isPrimitive) || values.length === 0) return NEEDS_EVALUATOR;
	switch (to) {
		case 'String':
			return String(value);
		case 'Number':
			return Number(value);
		case 'parseFloat':
			return Number.parseFloat(String(value));
		case 'parseInt':
			return radix === undefined || typeof radix === 'number' ? Number.parseInt(String(value), radix) : NEEDS_EVALUATOR;
	}
}
