/// What is said to who asks for explanations.
package enum ExplanationResult: Sendable, Hashable {
    /// The explanations, as `callwatch explain` prints them in both forms.
    case found(text: String, json: String)
    /// There is no such alert: what is wrong with the question.
    case nothing(String)
    /// What is stored of the alerts could not be read.
    case failed(String)
}
