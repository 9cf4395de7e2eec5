/// A condition on the environment in which a requirement applies: PEP 508, "Environment markers".
public struct EnvironmentMarker: Sendable, Hashable {
    /// How deep parentheses may nest; a deeper marker is refused.
    public static let maximumDepth = 64

    /// A side of a comparison.
    enum Operand: Hashable {
        case variable(String)
        case literal(String)
    }

    enum Comparison: String, CaseIterable {
        case identical = "==="
        case compatible = "~="
        case equal = "=="
        case different = "!="
        case notAbove = "<="
        case notBelow = ">="
        case below = "<"
        case above = ">"
        case contained = "in"
        case notContained = "not in"
    }

    indirect enum Expression: Hashable {
        case comparison(Operand, Comparison, Operand)
        case all([Expression])
        case any([Expression])
    }

    let expression: Expression

    /// Reads a marker.
    ///
    /// Fails where the text is no marker, names an unknown variable, or nests deeper than ``maximumDepth``.
    ///
    /// - Parameter text: the marker, without the `;` before it.
    public init?(_ text: String) {
        var parser = EnvironmentMarkerParser(text)
        guard let expression = parser.parse() else { return nil }
        self.expression = expression
    }

    /// Whether the condition holds.
    ///
    /// - Parameters:
    ///   - environment: the interpreter and its machine.
    ///   - extras: the extras that were asked for; `extra == "name"` holds where one of them, or none, fits.
    /// - Returns: whether it does.
    public func isFulfilled(in environment: Environment, extras: [String] = []) -> Bool {
        (extras.isEmpty ? [""] : extras).contains { extra in
            EnvironmentMarker.evaluate(expression, environment, extra: extra)
        }
    }

    // The depth of an expression is bounded by `maximumDepth`.
    private static func evaluate(_ expression: Expression, _ environment: Environment, extra: String) -> Bool {
        switch expression {
        case .all(let parts): return parts.allSatisfy { evaluate($0, environment, extra: extra) }
        case .any(let parts): return parts.contains { evaluate($0, environment, extra: extra) }
        case .comparison(let left, let comparison, let right):
            return compare(left, comparison, right, environment, extra: extra)
        }
    }

    private static func compare(
        _ left: Operand, _ comparison: Comparison, _ right: Operand, _ environment: Environment, extra: String
    ) -> Bool {
        var one = environment.value(of: left, extra: extra)
        var other = environment.value(of: right, extra: extra)
        let variables = [left, right].compactMap { if case .variable(let name) = $0 { name } else { nil } }
        if variables.contains("extra") {
            one = PythonName.normalized(one)
            other = PythonName.normalized(other)
        }
        if variables.contains(where: Environment.versions.contains),
            let specifier = PythonVersionSpecifier(comparison.rawValue + other), let version = PythonVersion(one)
        {
            return specifier.admits(version)
        }
        return compareTexts(one, comparison, other)
    }

    private static func compareTexts(_ one: String, _ comparison: Comparison, _ other: String) -> Bool {
        switch comparison {
        case .identical, .equal: return one == other
        case .different: return one != other
        case .below: return one < other
        case .above: return one > other
        case .notAbove: return one <= other
        case .notBelow: return one >= other
        case .contained: return contains(other, one)
        case .notContained: return !contains(other, one)
        // PEP 508 leaves `~=` between texts undefined; it can't be fulfilled.
        case .compatible: return false
        }
    }

    private static func contains(_ text: String, _ part: String) -> Bool {
        let (text, part) = (Array(text.utf8), Array(part.utf8))
        guard !part.isEmpty else { return true }
        // Knuth, Morris and Pratt: both may be as long as a field, and looking at each place anew would take hours.
        var borders = [0]
        var length = 0
        for byte in part.dropFirst() {
            while length > 0, byte != part[length] { length = borders[length - 1] }
            if byte == part[length] { length += 1 }
            borders.append(length)
        }
        length = 0
        for byte in text {
            while length > 0, byte != part[length] { length = borders[length - 1] }
            if byte == part[length] { length += 1 }
            if length == part.count { return true }
        }
        return false
    }
}

extension EnvironmentMarker {
    /// What markers ask of an interpreter and its machine; each value as Python itself gives it.
    public struct Environment: Sendable, Hashable {
        /// Values by the names of PEP 508, for example `python_version`; a missing one counts as empty.
        public var values: [String: String]

        /// Makes an environment.
        public init(_ values: [String: String]) { self.values = values }

        /// The environment of CPython on Linux.
        ///
        /// - Parameters:
        ///   - pythonVersion: the interpreter's version, for example `3.11.2`.
        ///   - machine: the processor as Linux names it, for example `x86_64`.
        /// - Returns: the environment.
        public static func linux(pythonVersion: String, machine: String) -> Environment {
            Environment([
                "python_version": pythonVersion.split(separator: ".").prefix(2).joined(separator: "."),
                "python_full_version": pythonVersion, "implementation_version": pythonVersion,
                "implementation_name": "cpython", "platform_python_implementation": "CPython", "os_name": "posix",
                "sys_platform": "linux", "platform_system": "Linux", "platform_machine": machine,
            ])
        }

        /// The variables that are compared as versions.
        static let versions: Set<String> = ["python_version", "python_full_version", "implementation_version"]
        /// All variables, and the names that older metadata gives some of them.
        static let variables: [String: String] = [
            "python_version": "python_version", "python_full_version": "python_full_version", "os_name": "os_name",
            "sys_platform": "sys_platform", "platform_release": "platform_release",
            "platform_system": "platform_system", "platform_version": "platform_version",
            "platform_machine": "platform_machine",
            "platform_python_implementation": "platform_python_implementation",
            "implementation_name": "implementation_name", "implementation_version": "implementation_version",
            "extra": "extra", "os.name": "os_name", "sys.platform": "sys_platform",
            "platform.version": "platform_version", "platform.machine": "platform_machine",
            "platform.python_implementation": "platform_python_implementation",
            "python_implementation": "platform_python_implementation",
        ]

        func value(of operand: Operand, extra: String) -> String {
            switch operand {
            case .literal(let text): text
            case .variable("extra"): extra
            case .variable(let name): values[name] ?? ""
            }
        }
    }
}
