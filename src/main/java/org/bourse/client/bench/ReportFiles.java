package org.bourse.client.bench;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.bourse.client.ClientException;
import org.bourse.client.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The files that a report is written to, besides standard output.
 */
final class ReportFiles {

	@Option(names = "--json", paramLabel = "FILE", description = "writes the report as JSON, too")
	private @Nullable Path json;

	@Option(names = "--csv", paramLabel = "FILE", description = "writes a line for each measurement, too")
	private @Nullable Path csv;

	@Option(names = "--html", paramLabel = "FILE",
			description = "writes a page with charts, too; all in one file, which needs no network")
	private @Nullable Path html;

	/**
	 * Tells before a long run, rather than after it, that a file cannot be written.
	 * Leaves files as they are.
	 */
	void check() {
		Map<Path, String> options = new LinkedHashMap<>();
		files().forEach((option, file) -> {
			Path parent = file.toAbsolutePath().normalize().getParent();
			if (Files.isDirectory(file) || parent == null || !Files.isDirectory(parent)
					|| !Files.isWritable(Files.exists(file) ? file : parent)) {
				throw new ClientException(ExitCode.USAGE, option + ": the file " + file + " cannot be written");
			}
			String other = options.put(file.toAbsolutePath().normalize(), option);
			if (other != null) {
				throw new ClientException(ExitCode.USAGE, other + " and " + option + " name the same file");
			}
		});
	}

	/** One that cannot be written does not keep the others from it. */
	void write(Report report) {
		List<String> failures = new ArrayList<>();
		write("--json", report, JsonReport::of, failures);
		write("--csv", report, CsvReport::of, failures);
		write("--html", report, HtmlReport::of, failures);
		if (!failures.isEmpty()) {
			throw new ClientException(ExitCode.USAGE, String.join("; ", failures));
		}
	}

	private void write(String option, Report report, Function<Report, String> form, List<String> failures) {
		Path file = files().get(option);
		if (file != null) {
			byte[] content = form.apply(report).getBytes(StandardCharsets.UTF_8);
			// Not by Files, whose channels an interrupt closes when they are empty yet.
			try (OutputStream out = new FileOutputStream(file.toFile())) {
				out.write(content);
			}
			catch (IOException ex) {
				failures.add(option + ": the file " + file + " cannot be written: " + ex.getMessage());
			}
		}
	}

	private Map<String, Path> files() {
		Map<String, Path> files = new LinkedHashMap<>();
		put(files, "--json", this.json);
		put(files, "--csv", this.csv);
		put(files, "--html", this.html);
		return files;
	}

	private static void put(Map<String, Path> files, String option, @Nullable Path file) {
		if (file != null) {
			files.put(option, file);
		}
	}

}
