import ImageLedger
import ImagePackages
import ImageWriting

/// A package is installed.
struct PackagePresentRule: Rule {
    static let documentation = RuleDocumentation(
        id: "package-present",
        title: "Packages are installed",
        reason: "A document that names what an image contains should be right about it.",
        method:
            "The package inventory: dpkg's database and the metadata of every Python environment. Each entry of the list"
            + " must fit at least one installed package.",
        limits: "Whether the package works is not tried. The packages of other distributions (apk, rpm) are not read.",
        remedy: "Install the package in the final stage, or copy it there from the stage that builds.",
        parameters: PackageSelector.parameters,
        example: "package: [flask, gunicorn]\nkind: pypi")

    private let selectors: [PackageSelector]

    init(_ parameters: RuleParameters) throws { selectors = try PackageSelector.read(parameters) }

    func judge(_ input: RuleInput) -> Judgement {
        let found = selectors.map { (selector: $0, packages: $0.packages(in: input.analysis)) }
        let evidence = found.flatMap(\.packages).map { Evidence.package($0) }
        let missing = found.filter(\.packages.isEmpty).map(\.selector.text)
        guard missing.isEmpty else {
            let names = missing.joined(separator: ", ")
            if let reason = PackageSelector.blindness(input.analysis, of: selectors) {
                return .noData(reason, evidence)
            }
            return .fail("not installed: \(names)", evidence)
        }
        let names = found.compactMap(\.packages.first).map { "\($0.name) \($0.version)" }.joined(separator: ", ")
        return .pass("installed: \(names)", evidence)
    }
}
