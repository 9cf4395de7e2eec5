import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// No package stands under a license that the policy does not want.
struct LicensesRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-copyleft-licenses",
        title: "No AGPL v3 licenses",
        reason: """
            The AGPL asks whoever offers a changed program over a network to offer its source too; other copyleft licenses ask \
            it of whoever passes a program on. Many companies decide package by package whether they want that.
            """,
        method: """
            The licenses of every dpkg and pip package: copyright files, machine-readable (DEP-5) ones by stanza and others \
            by a heuristic, License-Expression, License and classifiers of Python's metadata, all as SPDX expressions. A \
            package fails where its expression can't be satisfied without a denied license, so "MIT OR AGPL-3.0-only" \
            passes. What was guessed is marked as guessed.
            """,
        limits: """
            Files that no package owns, licenses inside of binaries, and packages that name no license; the latter are counted \
            in the result, and fail with unknown: fail, as do those under a license that is not on the SPDX list. Where most \
            packages name none, or packages are there that are not read (rpm, npm, Go), and none offends, there is no data. A \
            license of one file of a package counts for the package.
            """,
        remedy: "Remove or replace the package, or except it by its package URL with the reason.",
        parameters: [
            .init("deny", "list of globs", "SPDX license identifiers that fail; without it AGPL-3.0* fails."),
            .init(
                "unknown", "ignore, warn or fail", "What a package without a known license makes; ignore without it."),
        ],
        example: "deny: [\"AGPL-*\", \"SSPL-*\"]\nunknown: warn",
        references: [
            "Docker Scout: No AGPL v3 licenses (formerly No copyleft licenses, AGPL v3-licensed software)"
        ])

    private let denied: [GlobPattern]
    private let unknown: String

    init(_ parameters: RuleParameters) throws {
        denied = try (parameters.texts("deny") ?? ["AGPL-3.0*"]).map { GlobPattern($0) }
        unknown = try parameters.choice("unknown", of: ["ignore", "warn", "fail"]) ?? "ignore"
    }

    var needs: RuleNeeds { .licenses }

    func judge(_ input: RuleInput) -> Judgement {
        var offences: [Evidence] = []
        var unknowns: [Evidence] = []
        for package in input.analysis.inventory.packages {
            guard let license = package.license, let expression = license.expression else {
                let said = package.license?.statements.joined(separator: "; ") ?? ""
                unknowns.append(.package(package, said.isEmpty ? "no license is named" : "not known: \(said)"))
                continue
            }
            let isAccepted = expression.isSatisfied { term in !isDenied(term) }
            if isAccepted, expression.terms.contains(where: { !$0.isListed }), unknown != "ignore" {
                unknowns.append(.package(package, "\(expression), which is not on the SPDX list"))
            }
            if !isAccepted {
                let sources = license.sources.isEmpty ? "" : " (\(license.sources.joined(separator: ", ")))"
                offences.append(
                    .package(package, "\(expression)" + (license.isHeuristic ? ", guessed" : "") + sources))
            }
        }
        if unknown == "fail" { offences += unknowns }
        if offences.isEmpty, let reason = blindness(input.analysis, unknowns: unknowns.count) {
            return .noData(reason, unknowns)
        }
        let rest = unknowns.isEmpty ? "" : "; \(unknowns.count) name none that is known"
        guard offences.isEmpty, unknown == "warn", !unknowns.isEmpty else {
            return .offences(
                offences, "package under a denied license", plural: "packages under denied licenses",
                none: "no package under a denied license" + rest)
        }
        return .warn("no package under a denied license" + rest, unknowns)
    }

    /// Why it can't be said that no package is under a denied license.
    private func blindness(_ analysis: ImageAnalysis, unknowns: Int) -> String? {
        let count = analysis.inventory.packages.count
        if let reason = PackageSelector.blindness(analysis) { return reason }
        if let unread = analysis.unlistedPackages.first { return unread.message }
        guard count > 0 else { return "no packages were found whose licenses could be read" }
        guard unknown == "ignore", unknowns * 2 > count else { return nil }
        return "\(unknowns) of \(Plural.text(count, "package")) name no license that is known"
    }

    /// A name that is not on the SPDX list is denied where it names a denied family: `LicenseRef-AGPLv3-or-Commercial`.
    private func isDenied(_ term: LicenseTerm) -> Bool {
        if denied.contains(where: { $0.matches(term.identifier) }) { return true }
        guard !term.isListed else { return false }
        let name = term.identifier.lowercased()
        let affero = denied.contains { $0.matches("AGPL-3.0-only") || $0.matches("AGPL-3.0-or-later") }
        return affero && (name.contains("agpl") || name.contains("affero"))
    }
}
