package org.bourse;

import java.sql.SQLException;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The arrows of the house.
 */
class ArchitectureTest {

	private static final String ROOT = "org.bourse";

	private static final DescribedPredicate<JavaClass> JDK = resideInAnyPackage("java..", "org.jspecify..");

	private static final JavaClasses BOURSE = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT);

	@Test
	void theDomainKnowsTheJdkOnly() {
		check(classes().that()
			.resideInAPackage("org.bourse.domain")
			.should()
			.onlyDependOnClassesThat(JDK.or(resideInAPackage("org.bourse.domain")))
			.because("the rules of the market must be readable and testable without anything else"));
	}

	@Test
	void theWireFormatKnowsNoStockAndTheJdkOnly() {
		check(classes().that()
			.resideInAPackage("org.bourse.resp")
			.should()
			.onlyDependOnClassesThat(JDK.or(resideInAPackage("org.bourse.resp")))
			.because("a codec that knows what it carries cannot be fuzzed alone or used by both sides"));
	}

	@Test
	void doorsDoNotKnowEachOther() {
		mayUse("feed", "domain", "shutdown");
		mayUse("socket", "domain", "resp", "metrics", "feed", "access", "tls", "limits", "log", "shutdown");
		mayUse("grpc", "domain", "metrics", "feed", "access", "limits", "log", "shutdown", "proto.v1");
		mayUse("web", "domain", "metrics", "feed", "access", "limits", "log", "shutdown");
		mayUse("store", "domain", "metrics", "store.ledger", "log", "shutdown");
		mayUse("store.ledger", "domain");
		mayUse("metrics", "domain");
		mayUse("access", "log");
		mayUse("limits");
		mayUse("log");
		mayUse("shutdown", "log");
		mayUse("tls");
		mayUse("tracing", "log");
	}

	@Test
	void clientsKnowWhatIsOnTheWireAndNothingOfTheServer() {
		mayUse("client", "domain", "resp", "proto.v1", "access", "log");
	}

	@Test
	void theBenchKnowsWhatIsOnTheWireToo() {
		mayUse("client.bench", "domain", "resp", "proto.v1", "client", "log");
	}

	@Test
	void theVerificationIsAProgramThatReadsTheLedgerAndNotTheServer() {
		mayUse("verify", "domain", "store.ledger", "client");
	}

	@Test
	void grpcIsUsedWhereItIsSpokenOnly() {
		check(noClasses().that()
			.resideOutsideOfPackages("org.bourse.grpc", "org.bourse.client", "org.bourse.client.bench",
					"org.bourse.proto..")
			.should()
			.dependOnClassesThat(resideInAPackage("io.grpc.."))
			.because("another door must not be written in terms of this one"));
	}

	@Test
	void httpIsSpokenByTheWebDoorOnly() {
		check(noClasses().that()
			.resideOutsideOfPackage("org.bourse.web")
			.should()
			.dependOnClassesThat(resideInAnyPackage("jakarta.servlet..", "org.apache.catalina..",
					"org.springframework.web..", "io.swagger.."))
			.because("another door must not be written in terms of this one"));
	}

	@Test
	void sqlIsInTheLedgerOnly() {
		check(noClasses().that()
			.resideOutsideOfPackage("org.bourse.store.ledger")
			.should()
			.dependOnClassesThat(resideInAPackage("java.sql").and(not(type(SQLException.class))))
			.orShould()
			.dependOnClassesThat(resideInAnyPackage("org.sqlite..", "org.postgresql..", "org.flywaydb.."))
			.because("who commits in groups, and who follows other servers, must not care for a database's language"));
	}

	@Test
	void spansAreMadeByTheApiOnly() {
		check(noClasses().that()
			.resideOutsideOfPackage("org.bourse.tracing")
			.should()
			.dependOnClassesThat(resideInAnyPackage("io.opentelemetry..", "io.micrometer.tracing..")
				.and(not(resideInAnyPackage("io.opentelemetry.api..", "io.opentelemetry.context.."))))
			.because("what becomes of spans is configured, and nothing of it may be there while there are none"));
	}

	@Test
	void thereAreNoCycles() {
		check(slices().matching("org.bourse.(*)..").should().beFreeOfCycles());
	}

	@Test
	void pricesAreNeverFloatingPointNumbers() {
		check(fields().that()
			.areDeclaredInClassesThat()
			.resideInAnyPackage("org.bourse.domain", "org.bourse.store..")
			.should()
			.notHaveRawType(double.class)
			.andShould()
			.notHaveRawType(float.class)
			.because("0.1 is not a floating-point number"));
	}

	@Test
	void everyPackageIsNullMarked() {
		BOURSE.stream()
			.filter((type) -> !type.getPackageName().startsWith("org.bourse.proto"))
			.forEach((type) -> assertThat(type.getPackage().isAnnotatedWith(NullMarked.class)).as(type.getPackageName())
				.isTrue());
	}

	@Test
	void theFencesAreNotEmpty() {
		assertThat(BOURSE.stream().map(JavaClass::getPackageName)).contains("org.bourse.domain", "org.bourse.store",
				"org.bourse.store.ledger", "org.bourse.resp", "org.bourse.socket", "org.bourse.tls",
				"org.bourse.access", "org.bourse.grpc", "org.bourse.web", "org.bourse.metrics", "org.bourse.client",
				"org.bourse.client.bench", "org.bourse.verify", "org.bourse.proto.v1", "org.bourse.log",
				"org.bourse.limits", "org.bourse.shutdown");
	}

	private void mayUse(String room, String... others) {
		String[] allowed = new String[others.length + 1];
		allowed[0] = ROOT + "." + room;
		for (int i = 0; i < others.length; i++) {
			allowed[i + 1] = ROOT + "." + others[i];
		}
		check(noClasses().that()
			.resideInAPackage(ROOT + "." + room)
			.should()
			.dependOnClassesThat(resideInAPackage("org.bourse..").and(not(resideInAnyPackage(allowed))))
			.because("the folder list is the architecture: see ARCHITECTURE.md"));
	}

	private void check(ArchRule rule) {
		rule.check(BOURSE);
	}

}
