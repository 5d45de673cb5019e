import Model

extension GrowthFamily {
    /// What can be repeated in an expression, a matcher or a catalog.
    static let expressions: [GrowthFamily] = [
        GrowthFamily("or", .expression, "queueCallCount above 0") { " or queueCallCount above \($0)" },
        GrowthFamily("and", .expression, "queueCallCount above 0") { " and longestWaitTime below \($0)" },
        GrowthFamily("or of several counters", .expression, "queueCallCount above 0") {
            " or queueCallCount above \($0) and ivrCallCount below \($0)"
        },
        GrowthFamily("sums", .expression, "0", " above 1") { _ in " + queueCallCount" },
        GrowthFamily("products", .expression, "queueCallCount", " above 1") { _ in " * 1.5" },
        GrowthFamily("products of units", .expression, "queueCallCount", " above 1") { _ in " * queueCallCount" },
        GrowthFamily("minuses", .expression, "1 above ", "1") { _ in "-" },
        GrowthFamily("parentheses", .expression) { _ in "(" },
        GrowthFamily("parentheses in a row", .expression, "0", " above 1") { _ in " + (queueCallCount)" },
        GrowthFamily("arguments", .expression, "max(0", ") above 1") { ", queueCallCount + \($0)" },
        GrowthFamily("labels behind by", .expression, "sum(queueCallCount by (a", ")) above 1") { ", l\($0)" },
        GrowthFamily("groups in a row", .expression, "queueCallCount above 0") {
            " or sum(queueCallCount by l\($0)) above 1"
        },
        GrowthFamily("windows in a row", .expression, "queueCallCount above 0") {
            " or sum(queueCallCount over \($0 + 1)s) above 1"
        },
        GrowthFamily("comparisons of comparisons", .expression, "1") { _ in " < 1" },
        GrowthFamily("unknown names", .expression, "0", " above 1") { " + x\($0)" },
        GrowthFamily("units that do not fit", .expression, "queueCallCount", " above 1") { _ in " + longestWaitTime" },
        GrowthFamily("bad literals", .expression, "0", " above 1") { _ in " + 1x" },
        GrowthFamily("bad characters", .expression, "0") { _ in "§" },
        GrowthFamily("a long number", .expression, "queueCallCount above 1") { _ in "0" },
        GrowthFamily("a long fraction", .expression, "queueCallCount above 1.") { _ in "7" },
        GrowthFamily("a long name", .expression, "queueCallCount above x") { _ in "x" },
        GrowthFamily("space", .expression, "queueCallCount above 1") { _ in " " },
        GrowthFamily("placeholders", .expression) { _ in "{{ value }} " },
        GrowthFamily("open placeholders", .expression) { _ in "{{ " },
    ]

    static let others: [GrowthFamily] = [
        GrowthFamily("a bare matcher", .matcher, "a=") { _ in "x" },
        GrowthFamily("a matcher of escapes", .matcher, "a=\"", "\"") { _ in "\\n" },
        GrowthFamily("alternatives", .matcher, "a=~\"", "x\"", largest: Pattern.longest) { "sales\($0)|" },
        GrowthFamily("groups of a pattern", .matcher, "a=~\"", "\"", largest: Pattern.longest) { _ in "(a*)*" },
        GrowthFamily("nested groups of a pattern", .matcher, "a=~\"", "\"", largest: Pattern.longest) { _ in "(" },
        GrowthFamily("repetitions", .matcher, "a=~\"", "\"", largest: Pattern.longest) { _ in "a{1,9}" },
        GrowthFamily("optional characters", .matcher, "a=~\"", "\"", largest: Pattern.longest) { _ in "a?a" },
        GrowthFamily("rows of a catalog", .catalog, "innoId,name\n") { "\($0),\"Queue, \($0)\"\n" },
        GrowthFamily("rows for one code", .catalog, "innoId,name\n") { _ in "1,a\n" },
        GrowthFamily("rows with a mistake", .catalog, "innoId,name\n") { _ in "x,a,b\n" },
        GrowthFamily("columns of a catalog", .catalog, "innoId", "\n1,a\n") { ",c\($0)" },
        GrowthFamily("cells of a catalog", .catalog, "innoId,name\n1", "\n") { ",c\($0)" },
        GrowthFamily("an open quote of a catalog", .catalog, "innoId,name\n1,\"") { _ in "x\n" },
        GrowthFamily("quotes of a catalog", .catalog, "innoId,name\n1,\"", "\"\n") { _ in "\"\"" },
    ]
}
