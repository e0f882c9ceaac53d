import { banks } from './banks';
import type { Bank, Surroundings } from './banks/bank';
import { openDirectory } from './directory/directory';
import { openHome, writeHomeFile } from './directory/home';
import { recordDirectory } from './directory/recording';
import { controlRoutes } from './endpoints/control';
import { keystoreRoutes } from './endpoints/keystore';
import { newFaults } from './faults';
import { handlerOf, type Front } from './front';
import { json } from './http/answer';
import type { Route } from './http/route';
import { newLedger } from './ledger';
import { listen, type Listener } from './listeners';
import { newOrders } from './misbehaviour/orders';
import type { Settings } from './settings';
import { newCounters } from './statistics';

export interface Sandbox {
	address: string;
	mtlsAddress: string;
	home: string;
	stop(): Promise<void>;
}

/** Brings up directory, banks and both listeners. */
export async function openSandbox(settings: Settings): Promise<Sandbox> {
	const home = await openHome(settings.home);
	const plain = await listen('plain', settings.port, home);
	const mtls = await listen('mtls', settings.mtlsPort, home);
	const [address, mtlsAddress] = [plain.address, mtls.address];
	const directory = await openDirectory(home, address);
	const orders = newOrders();
	const ledger = newLedger();
	recordDirectory(home, directory, ledger);
	const surroundings = { settings, home, directory, orders, ledger, address, mtlsAddress };
	const opened = await Promise.all(banks.map((open) => open(surroundings)));
	const description = descriptionOf(surroundings, opened);
	const routes = [...keystoreRoutes(directory), descriptionRoute(description)];
	serve(newFront(opened, routes, surroundings), plain, mtls);
	misbehave(opened, surroundings);
	writeHomeFile(home.directory, 'tpp/ssa.jwt', directory.softwareStatement);
	writeHomeFile(home.directory, 'sandbox.json', `${JSON.stringify(description, null, '\t')}\n`);
	return {
		address,
		mtlsAddress,
		home: home.directory,
		stop: async () => void (await Promise.all([plain.stop(), mtls.stop()])),
	};
}

function newFront(
	opened: Bank[],
	routes: Route[],
	{ settings, orders, ledger }: Surroundings,
): Front {
	const counters = newCounters();
	const faults = newFaults();
	const control = controlRoutes({ counters, faults, orders, ledger, banks: opened });
	const { latency } = settings;
	return { banks: opened, routes: [...routes, ...control], counters, faults, latency };
}

/** As the command line orders it, at every bank that has an authorization server. */
function misbehave(opened: Bank[], { settings, orders }: Surroundings): void {
	if (settings.misbehave === undefined) return;
	for (const { id, authorizationServer } of opened) {
		if (authorizationServer) orders.give({ bank: id, case: settings.misbehave });
	}
}

function serve(front: Front, plain: Listener, mtls: Listener): void {
	plain.serve(handlerOf(front, 'plain'));
	mtls.serve(handlerOf(front, 'mtls'));
}

/** Where everything is: for people, and for programs that know one address only. */
function descriptionOf({ address, mtlsAddress }: Surroundings, opened: Bank[]): object {
	return {
		address,
		mtlsAddress,
		banks: Object.fromEntries(opened.map(({ id, description }) => [id, description])),
		control: `${address}/control`,
	};
}

function descriptionRoute(description: object): Route {
	const endpoint = () => json(200, description);
	return { listener: 'plain', method: 'GET', path: '/sandbox.json', endpoint };
}
