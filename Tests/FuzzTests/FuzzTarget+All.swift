extension FuzzTarget {
    /// All doors.
    static let all = [
        expressions, matchers, notations, yamlFiles, ruleFiles, configurations, testFiles, recordings,
    ]
}
