import { banks, productions } from './banks';
import type { Bank, SandboxContext } from './banks/bank';
import { openDirectory } from './directory/directory';
import { openHome, writeHomeFile } from './directory/home';
import { recordSecretsOf } from './directory/recording';
import { controlRoutes } from './endpoints/control';
import { keystoreRoutes } from './endpoints/keystore';
import { newFaults } from './faults';
import { handlerOf, type Server } from './front';
import { json } from './http/response';
import type { Route } from './http/route';
import { newLedger } from './ledger';
import { listen, type Listener } from './listeners';
import { clearMemory, openMemory } from './memory';
import { newMisbehaviourPlan } from './misbehaviour/plan';
import type { SandboxSettings } from './settings';
import { newCounters } from './statistics';

export interface Sandbox {
	address: string;
	mtlsAddress: string;
	home: string;
	stop(): Promise<void>;
}

/** Starts the directory, the banks and both listeners. */
export async function openSandbox(settings: SandboxSettings): Promise<Sandbox> {
	const home = await openHome(settings.home);
	const plain = await listen('plain', settings.port, home);
	const mtls = await listen('mtls', settings.mtlsPort, home);
	const [address, mtlsAddress] = [plain.address, mtls.address];
	const directory = await openDirectory(home, address, settings);
	const misbehaviour = newMisbehaviourPlan();
	if (settings.isReset) clearMemory(home.directory);
	const memory = openMemory(home.directory, address);
	const ledger = newLedger(memory.of('ledger'));
	recordSecretsOf(home, directory, ledger);
	const context = { settings, home, directory, misbehaviour, ledger, memory, address, mtlsAddress };
	const opened = await Promise.all([...banks, ...productions].map((open) => open(context)));
	const description = descriptionOf(context, opened);
	const routes = [...keystoreRoutes(directory), descriptionRoute(description)];
	serve(newServer(opened, routes, context), plain, mtls);
	orderMisbehaviour(opened, context);
	writeHomeFile(home.directory, 'tpp/ssa.jwt', directory.softwareStatement);
	writeHomeFile(home.directory, 'sandbox.json', `${JSON.stringify(description, null, '\t')}\n`);
	return {
		address,
		mtlsAddress,
		home: home.directory,
		async stop() {
			await Promise.all([plain.stop(), mtls.stop()]);
			memory.save();
		},
	};
}

function newServer(
	opened: Bank[],
	routes: Route[],
	{ settings, misbehaviour, ledger }: SandboxContext,
): Server {
	const counters = newCounters();
	const faults = newFaults();
	const control = controlRoutes({ counters, faults, misbehaviour, ledger, banks: opened });
	const { latency } = settings;
	return { banks: opened, routes: [...routes, ...control], counters, faults, latency };
}

/** Applies `--misbehave` to every bank that has an authorization server. */
function orderMisbehaviour(opened: Bank[], { settings, misbehaviour }: SandboxContext): void {
	if (settings.misbehave === undefined) return;
	for (const { id, authorizationServer } of opened) {
		if (authorizationServer) misbehaviour.order({ bank: id, case: settings.misbehave });
	}
}

function serve(server: Server, plain: Listener, mtls: Listener): void {
	plain.serve(handlerOf(server, 'plain'));
	mtls.serve(handlerOf(server, 'mtls'));
}

/** Describes where everything is, for people and for programs that know only one address. */
function descriptionOf({ address, mtlsAddress }: SandboxContext, opened: Bank[]): object {
	return {
		address,
		mtlsAddress,
		banks: Object.fromEntries(
			opened
				.filter(({ productionOf }) => !productionOf)
				.map(({ id, description }) => [id, { ...description, ...productionIn(opened, id) }]),
		),
		control: `${address}/control`,
	};
}

function productionIn(opened: Bank[], id: string): object {
	const production = opened.find(({ productionOf }) => productionOf === id);
	return production ? { production: production.description } : {};
}

function descriptionRoute(description: object): Route {
	const endpoint = () => json(200, description);
	return { listener: 'plain', method: 'GET', path: '/sandbox.json', endpoint };
}
