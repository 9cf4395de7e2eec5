/// Files without a package that a later layer wrote anew.
struct OverwrittenFilesAdvice: AdviceRule {
    let kind = "overwritten-files"
    let title = "Files are written in several layers"
    let change =
        "Join the RUN instructions that write them, or squash the layers (docker build --squash, FROM scratch and COPY --from)"
    let certainty = Advice.Certainty.exact

    func blame(_ file: AdviceFile) -> Int? {
        switch file.line.fate {
        case .overwritten(let layer), .copied(let layer): layer
        default: nil
        }
    }
}
