import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The version of a package lies within bounds.
struct PackageVersionRule: Rule {
    static let documentation = RuleDocumentation(
        id: "package-version",
        title: "The version of a package",
        reason: "An upgrade that a document tells of should be in the image, in every environment and copy.",
        method: """
            The version of every installed package that fits, compared in the order of its kind: dpkg's for Debian packages, \
            PEP 440 for Python distributions. All of them must keep all bounds, also one that another shadows. With `before`, \
            the same package of the image given with --before must have that version.
            """,
        limits: """
            Where a version follows no order (legacy versions of old Python packages) there is no data, and none where a claim \
            names the version before and no image is given with --before. Distributions fix vulnerabilities without a new \
            upstream version; compare the whole Debian version.
            """,
        remedy:
            "Pin the version that is asked for where the package is installed (NAME==VERSION for pip, NAME=VERSION for apt-get), and build again.",
        parameters: PackageSelector.parameters + [
            .init("exactly", "version", "The version; 1.0 and 1.0.0 are equal to PEP 440."),
            .init("at-least", "version", "The lowest version."),
            .init("at-most", "version", "The highest version."),
            .init("below", "version", "The first version that is too high."),
            .init("before", "version", "What the image given with --before has."),
        ],
        example: "package: requests\nkind: pypi\nbefore: 2.31.0\nexactly: 2.32.0")

    private let selectors: [PackageSelector]
    private let bounds: [VersionBound]
    private let before: VersionBound?

    init(_ parameters: RuleParameters) throws {
        selectors = try PackageSelector.read(parameters)
        let kind = selectors.first?.kind
        let type = "a version" + (kind.map { " as \($0.ecosystem.versionScheme) has them" } ?? "")
        func bound(_ name: String, _ relation: VersionBound.Relation) throws -> VersionBound? {
            try parameters.read(name, type) { text in
                VersionBound.isVersion(text, of: kind) ? VersionBound(relation: relation, text: text) : nil
            }
        }
        bounds = try VersionBound.Relation.allCases.compactMap { try bound($0.rawValue, $0) }
        before = try bound("before", .exactly)
        if bounds.isEmpty, before == nil {
            throw parameters.error("the rule needs exactly, at-least, at-most, below or before")
        }
    }

    func judge(_ input: RuleInput) -> Judgement {
        var evidence: [Evidence] = []
        var wrong: [String] = []
        var unknown: [String] = []
        func compare(_ packages: [Package], _ bounds: [VersionBound], _ place: String) {
            for package in packages {
                evidence.append(.package(package, place.isEmpty ? nil : String(place.dropFirst())))
                for bound in bounds {
                    let words =
                        "\(package.name)\(place) is \(package.version), not \(bound.relation.words) \(bound.text)"
                    switch bound.admits(package) {
                    case true: continue
                    case false: wrong.append(words)
                    case nil: unknown.append("\(package.version) and \(bound.text) can't be compared")
                    }
                }
            }
        }

        let names = selectors.map(\.text).joined(separator: ", ")
        var facts: [String] = []
        if !bounds.isEmpty || input.before == nil {
            for selector in selectors {
                let found = selector.packages(in: input.analysis)
                compare(found, bounds, "")
                facts += found.map { "\($0.name) \($0.version)" }
                guard found.isEmpty else { continue }
                if let reason = PackageSelector.blindness(input.analysis, of: [selector]) { return .noData(reason) }
                wrong.append("\(selector.text) is not installed")
            }
        }
        var isCompared = true
        if let before {
            if let earlier = input.before {
                let found = selectors.flatMap { $0.packages(in: earlier) }
                compare(found, [before], " before")
                facts += found.map { "before \($0.version)" }
                if found.isEmpty { wrong.append("\(names) was not installed before") }
            } else {
                isCompared = false
            }
        }
        if !wrong.isEmpty { return .fail(wrong.joined(separator: "; "), evidence) }
        if !unknown.isEmpty { return .noData(unknown.joined(separator: "; "), evidence) }
        let found =
            Set(facts).count == facts.count
            ? facts
            : facts.sorted().reduce(into: []) { unique, fact in
                if unique.last != fact { unique.append(fact) }
            }
        let message = found.joined(separator: ", ")
        if isCompared { return .pass(message, evidence) }
        let remark = "what it was before is not known: no image was given with --before"
        // The claim is that the version changed; half of it is not the claim.
        return .noData(message.isEmpty ? remark : "\(message); \(remark)", evidence)
    }
}
