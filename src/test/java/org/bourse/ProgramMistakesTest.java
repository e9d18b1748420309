package org.bourse;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user may get wrong on the command line of a client program.
 */
@ExtendWith(OutputCaptureExtension.class)
class ProgramMistakesTest {

	@ParameterizedTest
	@CsvSource(delimiter = '~', quoteCharacter = '"', value = {
			"lookup        ~                ~ Missing required option: '--stock=SYMBOL'",
			"lookup        ~ --stock=       ~ symbol must be 1 to 16 of A-Z a-z 0-9 . _ -; it is empty",
			"lookup        ~ --stock=0123456789ABCDEFG ~ symbol must be 1 to 16",
			"lookup        ~ --stok=A       ~ Unknown option: '--stok=A'",
			"lookup        ~ --stock=A --server.port=1 ~ Unknown option: '--server.port=1'",
			"price-updater ~ --interval-max=2 ~ '2' is not a duration such as 10s or 500ms",
			"lookup        ~ --stock=A B    ~ Unmatched argument at index 1: 'B'",
			"lookup        ~ --stock=A --via=http ~ Invalid value for option '--via': expected one of [grpc, socket]",
			"lookup        ~ --stock=A --port=0 ~ --port must be from 1 to 65535; it is 0",
			"lookup        ~ --stock=A --port=x ~ Invalid value for option '--port': 'x' is not an int",
			"lookup        ~ --stock=A --host=a/b ~ --host must be a host name or an address; it is 'a/b'",
			"trade         ~ --stock=A --quantity=0 --side=BUY ~ quantity must be a whole number from 1 to 1000000000; it is '0'",
			"trade         ~ --stock=A --quantity=-1 --side=BUY ~ quantity must be a whole number",
			"trade         ~ --stock=A --quantity=ten --side=BUY ~ quantity must be a whole number",
			"trade         ~ --stock=A --quantity=99999999999999999999 --side=BUY ~ quantity must be a whole number",
			"trade         ~ --stock=A --quantity=1 --side=HOLD ~ side must be BUY or SELL; it is 'HOLD'",
			"trade         ~ --stock=A --quantity=1 ~ Missing required option: '--side=BUY|SELL'",
			"trade         ~ --stock=A --quantity=1 --side=BUY --id=a.b ~ client order id must be 1 to 64",
			"update        ~ --stock=A --price=1e3 ~ price must be a decimal number",
			"watch         ~ --stock=A,b/c  ~ symbol must be 1 to 16",
			"watch         ~ --count=0      ~ --count must be 1 or more; it is 0",
			"watch         ~ --via=http     ~ Invalid value for option '--via': expected one of [grpc, socket]",
			"watch         ~ --interval=1s  ~ Unknown option: '--interval=1s'",
			"halt          ~ --stock=A      ~ Missing required option: '--reason=ADMIN|NEWS|REGULATORY'",
			"halt          ~ --stock=A --reason=VOLUME_LIMIT ~ reason must be ADMIN, NEWS or REGULATORY; it is 'VOLUME_LIMIT'",
			"halt          ~ --stock=A --reason=NEWS --until=noon ~ resume time must be a time such as 2026-11-23T14:30:00Z, later than now",
			"halt          ~ --stock=A --reason=NEWS --until=2001-01-01T00:00:00Z ~ resume time must be a time such as 2026-11-23T14:30:00Z, later than now",
			"resume        ~ --stock=A --limit=0 ~ volume limit must be a whole number from 1 to 9223372036854775807; it is '0'",
			"resume        ~ --stock=A --limit=9 --reset ~ --limit and --reset are two ways to resume; choose one",
			"client-runner ~ --requests=0 ~ --requests must be from 1 to 10000000; it is 0",
			"price-updater ~ --interval-max=-1s ~ --interval-max must be from 0 to 1d",
			"price-updater ~ --interval-max=soon ~ 'soon' is not a duration such as 10s or 500ms",
			"price-updater ~ --count=0 ~ --count must be 1 or more; it is 0",
			"price-updater ~ --model=magic ~ expected one of [uniform, walk, gbm, replay]",
			"price-updater ~ --interval=-1s ~ --interval must be from 0 to 1d",
			"price-updater ~ --interval=1s --interval-max=1s ~ --interval (fixed) and --interval-max (random) cannot both be given",
			"price-updater ~ --file=a.csv   ~ --file cannot be used with --model=uniform",
			"price-updater ~ --model=walk --speed=2 ~ --speed cannot be used with --model=walk",
			"price-updater ~ --model=replay ~ --model=replay needs --file=FILE, a CSV file with the header time,symbol,price",
			"price-updater ~ --model=replay --file=a.csv --seed=1 ~ --seed cannot be used with --model=replay",
			"price-updater ~ --model=replay --file=a.csv --interval=1s ~ --interval cannot be used with --model=replay",
			"price-updater ~ --model=replay --file=a.csv --interval-max=1s ~ --interval-max cannot be used with --model=replay",
			"price-updater ~ --model=replay --file=a.csv --speed=0 ~ speed must be a number from 0.001 to 1000000, or max; it is '0'",
			"price-updater ~ --model=replay --file=nope.csv ~ --file: nope.csv is not there",
			"price-updater ~ --bourse.price-updater.companies[0].symbol=A --bourse.price-updater.companies[0].min=4 --bourse.price-updater.companies[0].max=5 --bourse.price-updater.companies[0].step=0 ~ must be more than 0 and at most 1, such as 0.05",
			"price-updater ~ --bourse.price-updater.companies[0].symbol=A --bourse.price-updater.companies[0].min=4 --bourse.price-updater.companies[0].max=5 --bourse.price-updater.companies[0].step=NaN ~ must be more than 0 and at most 1, such as 0.05",
			"price-updater ~ --bourse.price-updater.companies[0].symbol=A --bourse.price-updater.companies[0].min=4 --bourse.price-updater.companies[0].max=5 --bourse.price-updater.companies[0].drift=2 ~ must be from -1 to 1, such as 0.0001",
			"price-updater ~ --bourse.price-updater.companies[0].symbol=A --bourse.price-updater.companies[0].min=4 --bourse.price-updater.companies[0].max=5 --bourse.price-updater.companies[0].volatility=-1 ~ must be from 0 to 1, such as 0.01",
			"price-updater ~ --bourse.price-updater.companies[0].symbol=A --bourse.price-updater.companies[0].min=4 --bourse.price-updater.companies[0].max=5 --bourse.price-updater.companies[0].volatility=high ~ invalid value 'high' of bourse.price-updater.companies[0].volatility: must be one number, such as 0.01.",
			"price-updater ~ --bourse.price-updater.companies[0].symbol=A --bourse.price-updater.companies[0].min=4 --bourse.price-updater.companies[0].max=5 --bourse.price-updater.companies[1].symbol=A --bourse.price-updater.companies[1].min=4 --bourse.price-updater.companies[1].max=5 ~ this symbol is already in the list; remove one of the two",
			"price-updater ~ --bourse.price-updater.companies[0].symbol=A --bourse.price-updater.companies[0].min=5 --bourse.price-updater.companies[0].max=4 ~ min must not be more than max, which is 4",
			"price-updater ~ --bourse.price-updater.companies[0].symbol=A --bourse.price-updater.companies[0].min=0 --bourse.price-updater.companies[0].max=4 ~ price must be a decimal number more than 0",
			"lookup        ~ --stock=A --token-file=nope ~ --token-file nope cannot be read",
			"hash-token    ~ --token=secret ~ a token must have 32 to 1024 characters, so that it cannot be guessed from its hash; this one has 6",
			"hash-token    ~ --name=a      ~ Unknown option: '--name=a'",
			"verify        ~ --url=memory:  ~ --url must name a database that keeps a ledger",
			"verify        ~ --url=         ~ --url must name a database that keeps a ledger",
			"verify        ~ --url=jdbc:mysql://localhost/market ~ --url must name a database that keeps a ledger",
			"verify        ~ --url=jdbc:sqlite::memory: ~ --url must name a database that keeps a ledger",
			"verify        ~ --url=jdbc:postgresql://localhost:99999/market ~ --url must name a database that keeps a ledger",
			"verify        ~ --file=bourse.db ~ Unknown option: '--file=bourse.db'",
			"bench         ~ --scenario=race ~ expected one of [compare, lookup, trade, mixed]",
			"bench         ~ --via=http     ~ expected one of [socket, grpc, both]",
			"bench         ~ --connections=old ~ expected one of [NEW, KEPT, BOTH] (case-insensitive)",
			"bench         ~ --clients=0    ~ --clients must be from 1 to 10000; they are [0]",
			"bench         ~ --clients=1,x  ~ 'x' is not an int",
			"bench         ~ --duration=0   ~ --duration must be from 1ms to 1d; it is 0s",
			"bench         ~ --duration=200000000000d ~ --duration must be from 1ms to 1d",
			"bench         ~ --scenario=lookup --rate=1e-300 ~ --rate must be from 0.001 to 10000000",
			"bench         ~ --duration=10  ~ '10' is not a duration such as 10s or 500ms",
			"bench         ~ --warm-up=-1s  ~ --warm-up must be from 0 to 1d",
			"bench         ~ --scenario=lookup --rate=0 ~ --rate must be from 0.001",
			"bench         ~ --scenario=lookup --rate=fast ~ 'fast' is not a double",
			"bench         ~ --scenario=lookup --rate=NaN ~ --rate must be from 0.001",
			"bench         ~ --scenario=lookup --pipeline=0 ~ --pipeline must be from 1 to 1000; it is 0",
			"bench         ~ --scenario=lookup --pipeline=2 --connections=new ~ --pipeline cannot be used with --connections=new",
			"bench         ~ --scenario=lookup --pipeline=2 --connections=both ~ --pipeline cannot be used with --connections=both",
			"bench         ~ --rate=100     ~ --rate cannot be used with --scenario=compare",
			"bench         ~ --via=grpc     ~ --via cannot be used with --scenario=compare",
			"bench         ~ --connections=new ~ --connections cannot be used with --scenario=compare",
			"bench         ~ --pipeline=2   ~ --pipeline cannot be used with --scenario=compare",
			"bench         ~ --seed=x       ~ 'x' is not a long",
			"bench         ~ --stock=a/b    ~ symbol must be 1 to 16",
			"bench         ~ --socket-port=0 ~ --socket-port must be from 1 to 65535; it is 0",
			"bench         ~ --grpc-port=70000 ~ --grpc-port must be from 1 to 65535; it is 70000",
			"bench         ~ --port=9090    ~ Unknown option: '--port=9090'",
			"bench         ~ --fail-if=p99>5 ~ 'p99>5' is not a threshold such as p99>5ms",
			"bench         ~ --html=/nowhere/report.html ~ --html: the file /nowhere/report.html cannot be written",
			"bench         ~ --json=.       ~ --json: the file . cannot be written",
			"bench         ~ --json=r.txt --csv=./r.txt ~ --json and --csv name the same file",
			"lookup,trade  ~ --stock=A ~ bourse: choose one client program by --spring.profiles.active=PROGRAM (lookup, watch, trade" })
	void aMistakeIsOneLineAndEndsWithTwo(String program, String options, String message, CapturedOutput output) {
		String line = "--spring.profiles.active=" + program + ((options != null) ? " " + options : "");
		assertThat(exitCode(line.split(" "))).as(output.getAll()).isEqualTo(2);
		assertThat(output.getOut()).isEmpty();
		assertThat(output.getErr().lines()).hasSize(1).first().asString().contains(message);
	}

	/** As the process would end with. */
	private static int exitCode(String... arguments) {
		try {
			return SpringApplication.exit(new SpringApplication(Bourse.class).run(arguments));
		}
		catch (RuntimeException ex) {
			return StartFailures.exitCode(ex);
		}
	}

}
