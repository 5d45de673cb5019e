import Diagnostics
import Expressions
import Model
import Testing

struct NumberNotationTests {
    @Test(arguments: [
        // One sixteenth is a tie in binary: halves go away from zero.
        (0.0625, "0.063"), (-0.0625, "-0.063"), (0.0005, "0.001"), (1.0005, "1"), (2.0015, "2.002"),
        // The double nearest to 1.0005 lies just below it, those nearest to 2.0015 and 1.0015 just above.
        (1.0015, "1.002"), (0.9995, "1"), (0.9996, "1"), (0.0004, "0"), (-0.0004, "0"), (-0.0, "0"), (12.5, "12.5"),
        (12.34, "12.34"), (1e15, "1000000000000000"), (9_007_199_254_740_991.0, "9007199254740991"),
        (4_503_599_627_370_495.5, "4503599627370495.5"), (1e16, "10000000000000000"), (1e22, "10000000000000000000000"),
        (.leastNonzeroMagnitude, "0"), (1e23, "99999999999999991611392"), (1_000_000_000.0, "1000000000"),
        (-1_000_000_001.25, "-1000000001.25"),
    ])
    func plainNumbersHaveThreeDecimals(value: Double, text: String) throws {
        #expect(try number("1").text(value) == text)
    }

    @Test(arguments: [
        (0.125, "12.5%"), (0.3, "30%"), (1.0, "100%"), (0.0, "0%"), (-0.0001, "0%"), (0.0625, "6.3%"),
        (-0.0625, "-6.3%"), (0.9999, "100%"), (12.3456, "1234.6%"), (1e16, "1000000000000000000%"),
        (1.0 / 3, "33.3%"), (0.0005, "0.1%"), (0.00049, "0%"),
    ])
    func ratiosHaveOneDecimalInPercent(value: Double, text: String) throws {
        #expect(try number("1%").text(value) == text)
    }

    @Test(arguments: [
        (0.0, "0s"), (0.4, "0s"), (0.5, "1s"), (-0.5, "-1s"), (-0.4, "0s"), (59.5, "1m"), (125.0, "2m 5s"),
        (3600.0, "1h"), (3601.0, "1h 1s"), (90_061.0, "1d 1h 1m 1s"), (604_800.0, "7d"), (8_640_000.0, "100d"),
        (0.49999999999999994, "0s"), (1e23, "1157407407407407310d 7h 36m 32s"),
    ])
    func secondsArePartsFromDaysDown(value: Double, text: String) throws {
        #expect(try number("1s").text(value) == text)
    }

    @Test(arguments: [
        0, 1, 1.5, -2.25, 1e15, 1e16, 1e21, 1e22, 1e300, .greatestFiniteMagnitude, 1e-5, .leastNonzeroMagnitude, 0.1,
    ])
    func rawReadsBackToTheSameDouble(value: Double) throws {
        var diagnostics: [Diagnostic] = []
        let template = Template.compile(
            source("{{ \(value) | raw }}"),
            in: Scope(),
            hasValue: false,
            diagnostics: &diagnostics
        )
        let text = try #require(template).render(Reading([nil, nil, nil, nil, nil]), labels: [:], value: nil)
        #expect(Double(text) == value)
        #expect(!text.hasSuffix(".0") && !text.contains("+") && text.count <= value.description.count)
    }

    /// A ratio stays one through functions and arithmetic as long as the result has no unit; an eighth tells.
    @Test(arguments: [
        ("queueCallCount / allCallCount", "12.5%"), ("1m / 2m", "12.5%"), ("longestWaitTime / 1m", "12.5%"),
        ("1 / 2", "0.125"), ("queueCallCount / longestWaitTime", "0.125"), ("20% + 1", "12.5%"), ("-20%", "12.5%"),
        ("2 * (queueCallCount / allCallCount)", "12.5%"), ("20% * 5 / 2", "12.5%"), ("queueCallCount * 20%", "0.125"),
        ("share(queueCallCount above 1 over 5m)", "12.5%"), ("count(queueCallCount above 1 over 5m)", "0.125"),
        ("count(queueCallCount above 1 by vdn)", "0.125"), ("avg(queueCallCount / allCallCount over 5m)", "12.5%"),
        ("count(queueCallCount above 1 by vdn) / count(queueCallCount above 0 by vdn)", "12.5%"),
        ("quantile(50%, queueCallCount / allCallCount by vdn)", "12.5%"),
        ("quantile(50%, queueCallCount by vdn)", "0.125"),
        ("change(queueCallCount / allCallCount over 5m)", "12.5%"),
        ("previous(queueCallCount / allCallCount)", "12.5%"),
        ("forecast(queueCallCount / allCallCount over 5m in 5m)", "12.5%"),
        ("slope(queueCallCount / allCallCount over 5m)", "0.125"), ("slope(queueCallCount over 5m) * 1m", "0.125"),
        ("min(1, queueCallCount / allCallCount)", "12.5%"), ("stddev(20% * queueCallCount / 1 over 5m)", "0.125"),
    ])
    func ratiosStayRatios(expression: String, text: String) throws {
        #expect(try number(expression).text(0.125) == text)
    }

    @Test func hugeNumbersArePrintedInFull() throws {
        let huge = Double.greatestFiniteMagnitude
        #expect(try number("1").text(huge).count == 309)
        #expect(try number("1%").text(-huge).count == 313)
        #expect(try number("1s").text(huge).hasSuffix("s"))
    }

    @Test(arguments: ["1", "1%", "1s"])
    func whatIsUnknownSaysSo(expression: String) throws {
        #expect(try number(expression).text(nil) == "unknown")
    }

    private func number(_ text: String) throws -> Number {
        var diagnostics: [Diagnostic] = []
        return try #require(Number.compile(source(text), in: Scope(), diagnostics: &diagnostics))
    }
}
