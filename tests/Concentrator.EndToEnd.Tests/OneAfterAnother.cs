// Each suite runs nodes, peers and their traffic of its own, some of them in a guest kernel: two at a time on two processors would measure each
// other, and time-outs that are generous alone would not be.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
