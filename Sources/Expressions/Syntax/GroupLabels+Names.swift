extension GroupLabels {
    /// Whether a label of that name may stand behind `by`: a name that is no reserved word.
    package static func mayName(_ label: String) -> Bool {
        Lexer.isName(label) && Keyword(rawValue: label) == nil
    }
}
