package org.bourse.client.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.samskivert.mustache.Mustache;
import tools.jackson.databind.json.JsonMapper;

/**
 * The report as one HTML file that needs nothing else. The tables are written here, so
 * that they are there without scripts, too; the charts are drawn by the page itself from
 * the same figures.
 */
final class HtmlReport {

	private static final String TEMPLATE = "/bench/report.html";

	private static final String CHARTS_LIBRARY = "/META-INF/resources/webjars/echarts/5.5.0/echarts.common.min.js";

	private HtmlReport() {
	}

	static String of(Report report) {
		List<Chart> charts = report.sections().stream().flatMap((section) -> section.charts().stream()).toList();
		Map<String, Object> model = Map.of("title",
				"Bourse bench: " + report.conditions().plan().scenario() + ", " + report.conditions().startedAt(),
				"conditions", TextReport.conditions(report.conditions()), "self", TextReport.self(report.self()),
				"notes", report.notes(), "verdicts", report.verdicts(), "sections",
				report.sections().stream().map(SectionView::of).toList(), "charts", embeddable(charts), "library",
				resource(CHARTS_LIBRARY));
		return Mustache.compiler().compile(resource(TEMPLATE)).execute(model);
	}

	/**
	 * JSON that may stand in a script element: no text in it can end that, as a less-than
	 * sign can only be part of a string.
	 */
	private static String embeddable(List<Chart> charts) {
		return JsonMapper.shared().writeValueAsString(charts).replace("<", "\\u003c");
	}

	private static String resource(String name) {
		try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
			if (in == null) {
				throw new IllegalStateException("the jar has no " + name);
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	record SectionView(String heading, String conclusion, String caption, TableView table, List<ChartView> charts) {

		private static SectionView of(Section section) {
			return new SectionView(section.heading(), section.conclusion(), "All figures",
					TableView.of(section.table()),
					section.charts().stream().map((chart) -> ChartView.of(section, chart)).toList());
		}

	}

	/**
	 * @param label what it is, for those who cannot see it
	 */
	record ChartView(String id, String title, String label, TableView table) {

		private static ChartView of(Section section, Chart chart) {
			return new ChartView(chart.id(), chart.title(),
					chart.title() + ", lines: "
							+ String.join(", ", chart.lines().stream().map(Chart.Line::name).toList()) + ". "
							+ section.conclusion() + " The figures are in the table below.",
					TableView.of(chart.table()));
		}

	}

	record TableView(List<String> columns, List<Row> rows) {

		private static TableView of(Table table) {
			return new TableView(table.columns(),
					table.rows().stream().map((row) -> new Row(row.get(0), row.subList(1, row.size()))).toList());
		}

	}

	record Row(String name, List<String> cells) {
	}

}
