import ImageLedger
import ImagePackages
import ImageReading
import ImageWriting

/// The image was built in several stages.
struct MultiStageRule: Rule {
    static let documentation = RuleDocumentation(
        id: "multi-stage",
        title: "Built in several stages",
        reason: "What is only needed to build stays behind in its stage: compilers, headers, caches.",
        method: """
            The traces in the final stage. For it: packages that came with a COPY step, so were installed elsewhere, or a COPY \
            with --from where the builder keeps it. Against it: compilers and other build tools that this image's own steps \
            brought, or compilers that its base did, as far as imagescan advise finds that nothing else needs them. Copied \
            packages and no build tools pass; build tools and no copied packages fail; both together are a warning.
            """,
        limits: """
            No image lists its stages; only provenance does. An image into which nothing that has a record was copied (a single \
            program, say) and that has no build tools has no data. A build outside of Docker whose results are copied in \
            looks the same as a stage.
            """,
        remedy: """
            FROM python:3.11-slim AS build, install there with pip install --prefix=/install, and in the final stage \
            COPY --from=build /install /usr/local.
            """,
        references: ["Docker: multi-stage builds"])

    init(_ parameters: RuleParameters) throws {}

    func judge(_ input: RuleInput) -> Judgement {
        let steps = input.history.ownSteps
        guard steps.contains(where: { $0.layer != nil }) else {
            return .noData("the history does not tell which step made which layer")
        }
        let copies = steps.filter { $0.instruction.keyword == "COPY" }
        let fromStage = copies.filter { $0.instruction.arguments.contains("--from=") }
        let copyLayers = Set(copies.compactMap(\.layer))
        let ownLayers = Set(steps.compactMap(\.layer))
        let packages = input.analysis.inventory.packages
        let copied = packages.filter { copyLayers.contains($0.layer) }
        // What advise names: a compiler that an installed package needs at run time is no trace of a build.
        let unneeded = Adviser.buildTools(of: input.analysis).filter { $0.kind.ecosystem.isSystem }
        let tools =
            unneeded.filter { ownLayers.contains($0.layer) && BuildTools.contains($0) }
            + SlimTraces.compilers(in: unneeded, below: ownLayers.min() ?? 0)
        let installed = packages.filter {
            !$0.kind.ecosystem.isSystem && ownLayers.contains($0.layer) && !copyLayers.contains($0.layer)
        }
        let copyEvidence = copyLayers.sorted().compactMap { layer -> Evidence? in
            let count = copied.count { $0.layer == layer }
            guard count > 0, let step = copies.first(where: { $0.layer == layer }) else { return nil }
            return .step(step, "brought \(Plural.text(count, "package"))")
        }
        let evidence = fromStage.map { Evidence.step($0) } + copyEvidence
        let toolEvidence = tools.map { Evidence.package($0, "build tool") }
        if !evidence.isEmpty {
            let words = copied.isEmpty ? "COPY --from" : Plural.text(copied.count, "package") + " came by COPY"
            return tools.isEmpty
                ? .pass("\(words), no build tools in the image", evidence)
                : .warn(
                    "\(words), but \(Plural.text(tools.count, "build tool is", "build tools are")) in the final stage",
                    evidence + toolEvidence)
        }
        if !tools.isEmpty {
            return .fail(
                "no package came by COPY, and the final stage has \(Plural.text(tools.count, "build tool"))",
                toolEvidence)
        }
        let needed = packages.filter { ownLayers.contains($0.layer) && BuildTools.contains($0) }
        guard needed.isEmpty else {
            return .noData(
                "no package came by COPY; of \(Plural.text(needed.count, "build tool")) in the final stage none is a sure trace "
                    + "of a build: other packages need them, or they are Python's",
                needed.map { .package($0, "build tool") })
        }
        return .noData(
            installed.isEmpty
                ? "nothing tells of an earlier stage: no package came by COPY, and no build tool is in the image"
                : "no package came by COPY, \(installed.count) were installed in the final stage, without build tools")
    }
}
