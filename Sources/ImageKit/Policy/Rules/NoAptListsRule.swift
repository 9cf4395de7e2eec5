import ImageLedger
import ImagePackages

/// No package lists of apt are left.
struct NoAptListsRule: Rule {
    static let documentation = RuleDocumentation(
        id: "no-apt-lists",
        title: "No package lists of apt",
        reason: "The lists serve only while packages are installed; they are tens of megabytes and soon out of date.",
        method: """
            Regular files in /var/lib/apt/lists other than its lock, with `caches` also those in /var/cache/apt, in the \
            squashed tree and in every layer: a list that a later layer deletes is still in the image.
            """,
        limits: "Layers of the base image count as well; their bytes can't be saved in this Dockerfile.",
        remedy:
            "RUN apt-get update && apt-get install --yes --no-install-recommends ... && rm -rf /var/lib/apt/lists/*",
        parameters: [
            Leftovers.parameter,
            .init("caches", "true or false", "Whether /var/cache/apt counts too; without it false."),
        ],
        references: ["Dockle DKL-DI-0005", "Dockerfile best practices: apt-get"])

    private let countsLayers: Bool
    private let countsCaches: Bool

    init(_ parameters: RuleParameters) throws {
        countsLayers = try Leftovers.countsLayers(parameters)
        countsCaches = try parameters.flag("caches") ?? false
    }

    func judge(_ input: RuleInput) -> Judgement {
        let found = Leftovers(input.analysis.tree, name: "/var/lib/apt/lists") { path in
            path.starts(with: "var/lib/apt/lists/".utf8) && !path.elementsEqual("var/lib/apt/lists/lock".utf8)
                || countsCaches && path.starts(with: "var/cache/apt/".utf8)
        }
        return found.judgement("file", countsLayers: countsLayers, none: "no package lists of apt")
    }
}
