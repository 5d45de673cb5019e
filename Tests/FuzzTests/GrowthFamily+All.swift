extension GrowthFamily {
    /// What can be repeated in each kind of input.
    static let all = tests + others + configurations + expressions + yaml + rules + products

    private static let rulesHead = "groups:\n  - name: g\n    rules:\n"
    private static let rule = "{ alert: A, when: queueCallCount above 1 }"

    private static let yaml: [GrowthFamily] = [
        GrowthFamily("open brackets", .rules) { _ in "[" },
        GrowthFamily("open braces", .rules) { _ in "{a: " },
        GrowthFamily("lists in lists", .rules) { _ in "- " },
        GrowthFamily("deeper and deeper", .rules) { "\(String(repeating: " ", count: min($0, 300)))a:\n" },
        GrowthFamily("unknown keys", .rules) { "key\($0): v\n" },
        GrowthFamily("unknown keys in one line", .rules, "{ ", " }") { "key\($0): v, " },
        GrowthFamily("keys without values in one line", .rules, "{ groups: x", " }") { ", a(\($0)" },
        GrowthFamily("one key many times", .rules) { _ in "groups: x\n" },
        GrowthFamily("one key many times in one line", .rules, "{ ", "}") { _ in "groups: x, " },
        GrowthFamily("anchors", .rules, "groups:\n") { "  - &a\($0) x\n" },
        GrowthFamily("aliases of nothing", .rules, "groups:\n") { "  - *a\($0)\n" },
        GrowthFamily("aliases that are nearly anchors", .rules, "groups:\n") {
            "  - &anchor\($0) x\n  - *ancho\($0)\n"
        },
        GrowthFamily("aliases of a long list", .rules, "a: &a [\(String(repeating: "x, ", count: 200))]\nb: [", "]") {
            _ in
            "*a, "
        },
        GrowthFamily("tags", .rules, "groups: [", "]") { _ in "!x y, " },
        GrowthFamily("tags that are known", .rules, "groups: [", "]") { _ in "!!str é, " },
        GrowthFamily("merge keys", .rules) { _ in "<<: x\n" },
        GrowthFamily("a long word", .rules, "a: ") { _ in "xxxxxxxx" },
        GrowthFamily("a long key", .rules, "") { _ in "xxxxxxxx" },
        GrowthFamily("a long text over lines", .rules, "groups: ") { _ in "x é\n  " },
        GrowthFamily("long single quotes", .rules, "groups: '", "'") { _ in "x '' é\n\n  " },
        GrowthFamily("long double quotes", .rules, "groups: \"", "\"") { _ in "\\u00e9 \\\n  x\n  " },
        GrowthFamily("an open quote", .rules, "groups: \"") { _ in "x é\n" },
        GrowthFamily("a folded text", .rules, "groups: >\n") { _ in "  x é\n\n   y\n" },
        GrowthFamily("a literal text", .rules, "groups: |\n") { _ in "  x é\n\n   y\n" },
        GrowthFamily("many literal texts", .rules, "groups:\n") { _ in "  - |\n\n    x\n" },
        GrowthFamily("empty lines in a literal text", .rules, "groups: |\n", "  x\n") { _ in "\n" },
        GrowthFamily("comments", .rules) { _ in "# é\n" },
        GrowthFamily("documents", .rules) { _ in "---\nx\n" },
        GrowthFamily("directives", .rules) { "%TAG !a\($0)! tag:a\n" },
        GrowthFamily("empty lines", .rules) { _ in "\n" },
        GrowthFamily("carriage returns", .rules, "a: x") { _ in "\r" },
        GrowthFamily("line separators", .rules, "a: 'x", "'") { _ in "\u{2028}" },
        GrowthFamily("tabs", .rules) { _ in "\t" },
        GrowthFamily("wide characters in one line", .rules, "groups: [", "]") { _ in "é, " },
        GrowthFamily("nothing between commas", .rules, "groups: [", "]") { _ in "," },
    ]

    private static let rules: [GrowthFamily] = [
        GrowthFamily("good rules", .rules, rulesHead) {
            "      - { alert: A\($0), when: queueCallCount above \($0) }\n"
        },
        GrowthFamily("rules with one condition", .rules, rulesHead) {
            "      - { alert: A\($0), when: queueCallCount above 1 }\n"
        },
        GrowthFamily("groups with a rule", .rules, "groups:\n") { "  - { name: g\($0), rules: [\(rule)] }\n" },
        GrowthFamily("groups of one name", .rules, "groups:\n") { _ in "  - { name: g, rules: [\(rule)] }\n" },
        GrowthFamily("groups of nothing", .rules, "groups:\n") { _ in "  - {}\n" },
        GrowthFamily("rules in one line", .rules, "groups: [{ name: g, rules: [", "]}]") {
            "{ alert: A\($0), when: queueCallCount above \($0) }, "
        },
        GrowthFamily("rules with a mistake", .rules, rulesHead) {
            "      - { alert: A\($0), when: queueCount above 1 }\n"
        },
        GrowthFamily("rules with a mistake in one line", .rules, "groups: [{ name: g, rules: [", "]}]") {
            "{ alert: A\($0), when: queueCount above 1 }, "
        },
        GrowthFamily("alerts of one name", .rules, rulesHead) { _ in "      - \(rule)\n" },
        GrowthFamily("rules with an unknown key", .rules, rulesHead) { "      - { alert: A\($0), whn: x }\n" },
        GrowthFamily("names that are used", .rules, "groups:\n  - name: g\n    let:\n", "    rules: [\(rule)]") {
            "      n\($0): queueCallCount + \($0)\n"
        },
        GrowthFamily("names of names", .rules, "groups:\n  - name: g\n    let:\n      n0: 1\n", "    rules: [\(rule)]")
        {
            "      n\($0 + 1): n\($0) + 1\n"
        },
        GrowthFamily(
            "a long circle of names",
            .rules,
            "groups:\n  - name: g\n    let:\n      n0: n1\n",
            "    rules: [\(rule)]"
        ) {
            "      n\($0 + 1): n\($0 + 2) + n\($0)\n"
        },
        GrowthFamily(
            "names that each use the one before twice",
            .rules,
            "groups:\n  - name: g\n    let:\n      n0: queueCallCount\n",
            "    rules: [\(rule)]"
        ) {
            "      n\($0 + 1): n\($0) + n\($0)\n"
        },
        GrowthFamily(
            "unknown names near known ones",
            .rules,
            "groups:\n  - name: g\n    let:\n",
            "    rules: [\(rule)]"
        ) {
            "      name\($0)x: name\($0) + 1\n"
        },
        GrowthFamily("names with a mistake", .rules, "groups:\n  - name: g\n    let:\n", "    rules: [\(rule)]") {
            "      n\($0): 1m + queueCallCount\n"
        },
        GrowthFamily(
            "labels of a rule",
            .rules,
            "groups:\n  - name: g\n    rules:\n      - alert: A\n        when: queueCallCount above 1\n        labels:\n"
        ) {
            "          l\($0): '{{ labels.vdn }}'\n"
        },
        GrowthFamily(
            "labels with a mistake",
            .rules,
            "groups:\n  - name: g\n    rules:\n      - alert: A\n        when: queueCallCount above 1\n        labels:\n"
        ) {
            "          l\($0): '{{ x }}'\n"
        },
        GrowthFamily("labels of a group", .rules, "groups:\n  - name: g\n    labels:\n", "    rules: [\(rule)]") {
            "      l\($0): '{{ x }}'\n"
        },
        GrowthFamily("matchers", .rules, "groups:\n  - name: g\n    rules: [\(rule)]\n    matchers:\n") {
            "      - l\($0)=~\"a|b\"\n"
        },
        GrowthFamily("matchers with a mistake", .rules, "groups:\n  - name: g\n    rules: [\(rule)]\n    matchers:\n") {
            _ in
            "      - l=~\"(\"\n"
        },
        GrowthFamily("levels", .rules, "groups:\n  - name: g\n    rules:\n      - alert: A\n        levels:\n") {
            "          - { severity: s\($0), when: queueCallCount above \($0) }\n"
        },
        GrowthFamily(
            "levels of one severity",
            .rules,
            "groups:\n  - name: g\n    rules:\n      - alert: A\n        levels:\n"
        ) { _ in
            "          - { severity: s, when: queueCallCount above 1 }\n"
        },
        GrowthFamily("groups of ever other labels", .rules, rulesHead) {
            "      - { alert: A\($0), when: sum(queueCallCount by l\($0)) above 1 }\n"
        },
        GrowthFamily("windows of ever other lengths", .rules, rulesHead) {
            "      - { alert: A\($0), when: avg(queueCallCount over \($0 + 1)s) above 1 }\n"
        },
        GrowthFamily("rules that imply each other", .rules, rulesHead) {
            "      - { alert: A\($0), when: queueCallCount above \($0) or longestWaitTime above \($0) }\n"
        },
        GrowthFamily("ends that overlap", .rules, rulesHead) {
            "      - { alert: A\($0), when: queueCallCount above \($0), resolve_when: queueCallCount below 999999 }\n"
        },
        GrowthFamily(
            "a long text for people",
            .rules,
            "groups: [{ name: g, rules: [{ alert: A, when: queueCallCount above 1, annotations: { a: '",
            "' } }] }]"
        ) { _ in
            "{{ value }} {{ x }} "
        },
    ]

    /// What comes together of two kinds of things, each of which there are many of.
    ///
    /// Not here is what each rule has of its group: its labels, its matchers, and the names that it uses with all that these
    /// are made of. They are a part of each rule, and the rules together are as large as their product.
    private static let products: [GrowthFamily] = [
        GrowthFamily(
            "rules with unknown names beside many known ones",
            .rules,
            "groups:\n  - name: g\n    let:\n",
            second: ("    rules:\n", { number, _ in "      - { alert: A\(number), when: nam\(number) above 1 }\n" })
        ) { "      name\($0): \($0)\n" }
    ]
}
