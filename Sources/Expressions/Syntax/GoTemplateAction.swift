/// What stands between double braces in the templates of Prometheus and Alertmanager, and means nothing here.
struct GoTemplateAction {
    /// What to write instead.
    let remedy: String

    private static let keywords: Set<String> = [
        "block", "break", "continue", "define", "else", "end", "if", "printf", "query", "range", "template", "with",
    ]
    /// Functions of Prometheus' templates that no `let` is likely to be called.
    private static let functions: Set<String> = [
        "args", "externalURL", "graphLink", "humanize", "humanize1024", "humanizeDuration", "humanizePercentage",
        "humanizeTimestamp", "parseDuration", "print", "println", "reReplaceAll", "safeHtml", "sortByLabel",
        "stripDomain", "stripPort", "strvalue", "tableLink", "toLower", "toTime", "toUpper",
    ]
    private static let labelPaths = [
        "$labels.", ".Labels.", ".CommonLabels.", ".GroupLabels.", "$.Labels.", "$.CommonLabels.", "$.GroupLabels.",
    ]

    /// The action that `text`, from between the braces, is; nil for what may be an expression of ours.
    init?(_ text: String) {
        // `{{- x -}}` takes the white space around away.
        let action = text.hasPrefix("- ") ? text.dropFirst(2) : text[...]
        let words = action.utf8.split { $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) }
        guard let first = words.first.map({ Substring($0) }) else { return nil }
        if Self.keywords.contains(String(first)), words.count > 1 || first == "end" || first == "else" {
            remedy = "a text speaks of one alert and has neither loops nor conditions: leave the action out"
            return
        }
        if Self.functions.contains(String(first)), words.count > 1 {
            remedy = "a number is printed with its unit: write the expression alone, `{{ longestWaitTime }}`"
            return
        }
        // All others begin with one of these, and nearly all texts have expressions of ours.
        guard let initial = first.utf8.first, initial == UInt8(ascii: "$") || initial == UInt8(ascii: ".") else {
            return nil
        }
        if let path = Self.labelPaths.first(where: first.hasPrefix), first.count > path.count {
            remedy = "write `{{ labels.\(first.dropFirst(path.count)) }}`"
        } else if first == "$value" || first == ".Value" {
            remedy = "write `{{ value }}`, which is printed with its unit"
        } else if first.hasPrefix("$") || first.hasPrefix(".") && first.dropFirst().first?.isNumber != true {
            remedy = "labels are `{{ labels.name }}`, the value is `{{ value }}`, a counter is `{{ queueCallCount }}`"
        } else {
            return nil
        }
    }
}
