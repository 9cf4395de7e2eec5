/// Files that a later layer holds again with the same contents.
struct CopiedFilesAdvice: AdviceRule {
    let kind = "changed-modes"
    let title = "Files are stored again unchanged, as after chmod, chown or a second COPY"
    let change =
        "COPY each file once, with --chown=user:group --chmod=755, or change modes in the RUN that makes the files"
    let certainty = Advice.Certainty.exact

    func blame(_ file: AdviceFile) -> Int? {
        // Package managers write their databases anew, whatever the mode.
        guard case .copied(let layer) = file.line.fate, file.line.cause.rawValue != "package databases" else {
            return nil
        }
        // The later copy is the one that need not be; it has the same size.
        return layer
    }
}
