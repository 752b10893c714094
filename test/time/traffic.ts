// Which HTTP requests of this process are on their way: sent and not yet with their server, or answered and not yet with their sender.
import { channel } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What Node's http and its fetch say of the requests that this process sends and serves (Node's documentation, "Diagnostics Channel"). */
interface Sent {
	request: ClientRequest;
}
interface Served {
	request: IncomingMessage;
	response: ServerResponse;
}
/** A request of `fetch`, and the connection that it goes over. */
interface Fetched {
	request: object;
	socket?: Socket;
}

/**
 * Watches the HTTP traffic of this process. A request and its server know each other by the port of the sender.
 */
export class Traffic {
	private readonly sent = new Set<ClientRequest>();
	/** The requests of `fetch`, with their connections once they have one. */
	private readonly fetched = new Map<object, Socket | undefined>();
	/** By the sender's port: the request that a server has received and not yet answered. */
	private readonly served = new Map<number, IncomingMessage>();
	private readonly listeners: Array<readonly [string, (message: never) => void]> = [];

	constructor() {
		this.listen('http.client.request.start', ({ request }: Sent) => {
			this.sent.add(request);
			request.once('close', () => this.sent.delete(request));
		});
		this.listen('http.server.request.start', ({ request, response }: Served) => {
			const { remotePort } = request.socket;
			if (remotePort === undefined) return;
			this.served.set(remotePort, request);
			response.once('close', () => {
				if (this.served.get(remotePort) === request) this.served.delete(remotePort);
			});
		});
		this.listen('undici:request:create', ({ request }: Fetched) => this.fetched.set(request, undefined));
		this.listen('undici:client:sendHeaders', ({ request, socket }: Fetched) => this.fetched.set(request, socket));
		this.listen('undici:request:trailers', ({ request }: Fetched) => this.fetched.delete(request));
		this.listen('undici:request:error', ({ request }: Fetched) => this.fetched.delete(request));
	}

	/** Whether a request is on its way. One that its server has, and keeps, is not: what happens next is the server's doing. */
	get isUnderWay(): boolean {
		for (const { socket } of this.sent) if (!this.isWithServer(socket)) return true;
		for (const socket of this.fetched.values()) if (!this.isWithServer(socket)) return true;
		return false;
	}

	private isWithServer(socket: Socket | null | undefined): boolean {
		return this.served.get(socket?.localPort ?? NaN)?.complete === true;
	}

	private listen<Message>(name: string, listener: (message: Message) => void): void {
		channel(name).subscribe(listener as (message: unknown) => void);
		this.listeners.push([name, listener]);
	}

	/** Watches no more. */
	close(): void {
		for (const [name, listener] of this.listeners) channel(name).unsubscribe(listener as (message: unknown) => void);
	}
}
