/// Files of packages that only serve to build or install others.
struct BuildToolsAdvice: AdviceRule {
    let kind = "build-tools"
    let title = "Compilers, headers and installers are in the image"
    let change =
        "Build in a first stage (FROM … AS build), and COPY --from=build what it made into a stage on a -slim base without them"
    let certainty = Advice.Certainty.upperBound

    func blame(_ file: AdviceFile) -> Int? {
        file.isBuildTool && file.line.fate == .live ? file.line.layer : nil
    }
}
