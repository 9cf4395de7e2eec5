import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// An environment variable has a value, or is not set.
struct EnvironmentRule: Rule {
    static let documentation = RuleDocumentation(
        id: "environment",
        title: "An environment variable",
        reason:
            "Variables steer programs: what a GPU may be used for, whether Python writes byte code, where it looks first.",
        method: """
            The Env field of the configuration; of several settings of one name the last holds. With `separator` both values \
            are lists, equal where they hold the same in any order.
            """,
        limits: "Whoever starts a container can set other values, and start scripts too.",
        remedy: "ENV NVIDIA_DRIVER_CAPABILITIES=compute,utility",
        parameters: [
            .init("variable", "text", "The variable's name."),
            .init("value", "glob", "What its value looks like; without * and ? exactly this."),
            .init("separator", "text", "What stands between the elements of the value, where it is a list."),
            .init("set", "true or false", "Whether it must be set; false for one that must not. Without it true."),
        ],
        example: "variable: NVIDIA_DRIVER_CAPABILITIES\nvalue: compute,utility\nseparator: \",\"")

    private let variable: String
    private let value: String?
    private let separator: String?
    private let isSet: Bool

    init(_ parameters: RuleParameters) throws {
        variable = try parameters.requiredText("variable")
        value = try parameters.text("value")
        separator = try parameters.read("separator", "a text of at least one character") { $0.isEmpty ? nil : $0 }
        isSet = try parameters.flag("set") ?? true
        if !isSet, value != nil { throw parameters.error("a variable that is not set has no value") }
        if separator != nil, value == nil { throw parameters.error("separator needs value") }
    }

    func judge(_ input: RuleInput) -> Judgement {
        let setting = input.execution.env?.last { $0.hasPrefix(variable + "=") }
        let field = Evidence.field("Env.\(variable)", setting)
        guard let setting else {
            return isSet ? .fail("\(variable) is not set", [field]) : .pass("\(variable) is not set", [field])
        }
        let found = String(setting.dropFirst(variable.count + 1))
        let shown = SecretText.shown(found, named: variable)
        guard isSet else { return .fail("\(variable) is set to \(shown)", [field]) }
        guard let value, !matches(found, value) else { return .pass("\(variable)=\(shown)", [field]) }
        return .fail("\(variable) is \(shown), not \(value)", [field])
    }

    private func matches(_ found: String, _ value: String) -> Bool {
        guard let separator else { return GlobPattern(value).matches(found) }
        return Set(found.split(separator: separator)) == Set(value.split(separator: separator))
    }
}
