import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// A package is not installed.
struct PackageAbsentRule: Rule {
    static let documentation = RuleDocumentation(
        id: "package-absent",
        title: "Packages are not installed",
        reason: "What is not there needs no updates and helps no attacker: compilers, shells' helpers, download tools.",
        method: """
            The package inventory: dpkg's database and the metadata of every Python environment. Packages whose configuration \
            files alone are left do not count as installed.
            """,
        limits: """
            A program that was copied in without a package is not found; the rule command-absent finds it where it can be \
            started. Layers below may still hold the bytes of a package that was removed later. Where the system packages are \
            of a manager that is not read (rpm, pacman), or a record of another one (npm, gems, jars) has the name, there is no \
            data.
            """,
        remedy: """
            Do not install the package in the final stage, or build in an earlier stage; apt-get purge in a later RUN leaves \
            the bytes in the image. imagescan why IMAGE PACKAGE shows who needs it.
            """,
        parameters: PackageSelector.parameters,
        example: "package: [git, \"gcc*\", pkg:deb/debian/curl]\nkind: deb")

    private let selectors: [PackageSelector]

    init(_ parameters: RuleParameters) throws { selectors = try PackageSelector.read(parameters) }

    func judge(_ input: RuleInput) -> Judgement {
        let found = input.analysis.inventory.packages.filter { package in selectors.contains { $0.matches(package) } }
        let names = selectors.map(\.text).joined(separator: ", ")
        if found.isEmpty, let reason = PackageSelector.blindness(input.analysis, of: selectors) {
            return .noData(reason)
        }
        return .offences(
            found.map { Evidence.package($0) }, "unwanted package",
            none: "not installed, among \(count(in: input.analysis.inventory)): \(names)")
    }

    /// How many packages were looked at, in words.
    private func count(in inventory: Inventory) -> String {
        guard let kind = selectors.first?.kind else { return Plural.text(inventory.packageCount, "package") }
        return Plural.text(inventory.packages.count { $0.kind == kind }, "\(kind.rawValue) package")
    }
}
