import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// Nothing lies at a path.
struct PathAbsentRule: Rule {
    static let documentation = RuleDocumentation(
        id: "path-absent",
        title: "Paths are not there",
        reason: "Sources, tests and settings that a container does not need tell more than they should and take room.",
        method: """
            The squashed tree, of which the layers' whiteouts are taken away; with `every-layer` each layer on its own, because \
            what a later layer deletes can still be read from the archive.
            """,
        limits: "Names decide, not contents. What a container writes or mounts later is not seen.",
        remedy: "List the path in .dockerignore, or copy only what is needed; delete it in the RUN that made it.",
        parameters: [
            .init(
                "path", "text or list", "Absolute paths, or globs over whole paths in which * stands for slashes too."),
            .init("every-layer", "true or false", "Whether no layer may hold it either; without it false."),
        ],
        example: "path: [/app/.git, \"*/tests/*\"]\nevery-layer: true")

    private let paths: [String]
    private let isEveryLayer: Bool

    init(_ parameters: RuleParameters) throws {
        paths = try parameters.requiredTexts("path")
        isEveryLayer = try parameters.flag("every-layer") ?? false
    }

    func judge(_ input: RuleInput) -> Judgement {
        let tree = input.analysis.tree
        let globs = paths.map { GlobPattern($0) }
        let live = PathSearch(tree).nodes(paths)
        var offences = live.map { Evidence.node($0, of: tree) }
        if isEveryLayer {
            for (number, layer) in tree.layers.enumerated() {
                for entry in 0..<layer.changeset.count where tree.isGone(entry, ofLayer: number) {
                    let path = "/" + DisplayText.decoded(layer.changeset.path(of: entry))
                    guard globs.contains(where: { $0.matches(path) }) else { continue }
                    offences.append(Evidence(.file, path, "deleted or overwritten later", layer: number))
                }
            }
        }
        let place = isEveryLayer ? "in no layer" : "not there"
        return .offences(
            offences, "unwanted path", none: "\(place): \(paths.joined(separator: ", "))")
    }
}
