package org.bourse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.bourse.tls.TestCertificates;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an operator may get wrong about TLS.
 */
@ExtendWith(OutputCaptureExtension.class)
class TlsMistakesTest {

	private static final TestCertificates CERTIFICATES = TestCertificates.newAuthority();

	private static final String PEM = "--spring.ssl.bundle.pem.doors.keystore.";

	private static final String JKS = "--spring.ssl.bundle.jks.doors.keystore.";

	@TempDir
	static Path folder;

	@BeforeAll
	static void sign() throws Exception {
		CERTIFICATES.trustFile(folder);
		TestCertificates.write(CERTIFICATES.forServer(), folder, "server");
		TestCertificates.write(CERTIFICATES.forServer(), folder, "other");
		Files.writeString(folder.resolve("garbage.pem"), "not a certificate");
		Files.move(CERTIFICATES.forServer().toTempKeyStoreFile("secret".toCharArray()).toPath(),
				folder.resolve("server.p12"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "--bourse.tls.client-auth=need | bourse.tls.client-auth=need without TLS.",
			"--bourse.tls.client-auth=perhaps | invalid value 'perhaps' of bourse.tls.client-auth. It must be none, want or need.",
			"--bourse.tls.bundel=doors | unknown setting bourse.tls.bundel.",
			"--bourse.tls.bundle=doors | invalid value 'doors' of bourse.tls.bundle: there is no such bundle.",
			"--bourse.tls.bundle=Doors {pem} | invalid value 'Doors' of bourse.tls.bundle",
			"--bourse.tls.bundle=doors " + PEM + "certificate={}/nope.pem " + PEM + "private-key={}/server.key"
					+ " | spring.ssl.bundle.pem.doors cannot be used: ",
			"--bourse.tls.bundle=doors " + PEM + "certificate={}/garbage.pem " + PEM + "private-key={}/server.key"
					+ " | spring.ssl.bundle.pem.doors cannot be used: ",
			"--bourse.tls.bundle=doors " + PEM
					+ "certificate={}/server.pem | spring.ssl.bundle.pem.doors cannot be used: ",
			"--bourse.tls.bundle=doors " + PEM + "certificate={}/server.pem " + PEM + "private-key={}/other.key"
					+ " | Private key in keystore matches none of the certificates in the chain",
			"--bourse.tls.bundle=doors " + JKS + "location={}/server.p12 " + JKS + "type=PKCS12 " + JKS
					+ "password=wrong | spring.ssl.bundle.jks.doors cannot be used: ",
			"--bourse.tls.bundle=doors " + JKS + "location={}/nope.p12 " + JKS + "password=secret"
					+ " | spring.ssl.bundle.jks.doors cannot be used: ",
			"--bourse.tls.bundle=doors {pem} --bourse.tls.client-auth=need | spring.ssl.bundle.pem.doors does not say whose certificates clients may show.",
			"--bourse.tls.bundle=doors {pem} --server.ssl.bundle=other | server.ssl.bundle=other contradicts bourse.tls.bundle=doors.",
			"--bourse.tls.bundle=doors {pem} --server.ssl.enabled=false | server.ssl.enabled=false contradicts",
			"--bourse.tls.bundle=doors {pem} --spring.grpc.server.ssl.client-auth=require | spring.grpc.server.ssl.client-auth=require contradicts",
			"--bourse.tls.bundle=doors {pem} --spring.ssl.bundle.pem.doors.options.enabled-protocols=TLSv1.1 | Only TLSv1.2 and TLSv1.3 are safe." })
	void aMistakeStopsTheStartWithOneClearLine(String arguments, String message, CapturedOutput output) {
		String pem = PEM + "certificate={}/server.pem " + PEM + "private-key={}/server.key";
		List<String> all = Arrays
			.asList(arguments.strip().replace("{pem}", pem).replace("{}", folder.toString()).split(" "));
		assertThat(exitCode(all)).as(output.getAll()).isEqualTo(2);
		assertThat(output.getErr().lines()).hasSize(1).first().asString().startsWith("bourse: ").contains(message);
		assertThat(output.getErr()).doesNotContain("secret", "wrong");
		assertThat(output.getOut()).doesNotContain("\tat ", "ERROR");
	}

	@Test
	void aKeyStoreWillDoToo() {
		assertThat(exitCode(List.of("--bourse.tls.bundle=doors", JKS + "location=" + folder + "/server.p12",
				JKS + "type=PKCS12", JKS + "password=secret")))
			.isEqualTo(-1);
	}

	@Test
	void anExpiredCertificateIsUsed(@TempDir Path expired) throws IOException {
		TestCertificates.write(CERTIFICATES.forServerExpired(), expired, "server");
		assertThat(exitCode(List.of("--bourse.tls.bundle=doors", PEM + "certificate=" + expired + "/server.pem",
				PEM + "private-key=" + expired + "/server.key")))
			.isEqualTo(-1);
	}

	/** As the process would end with; -1 if it would not. */
	private static int exitCode(List<String> settings) {
		List<String> arguments = new ArrayList<>(settings);
		arguments.addAll(List.of("--bourse.store.url=memory:", "--bourse.socket.port=0", "--server.port=0",
				"--spring.grpc.server.port=0"));
		SpringApplication application = new SpringApplication(Bourse.class);
		application.addListeners(new ServerArguments());
		try {
			application.run(arguments.toArray(String[]::new)).close();
			return -1;
		}
		catch (RuntimeException ex) {
			return StartFailures.exitCode(ex);
		}
	}

}
