// One thread of the CPU engine: it computes what the ring gives it until it is told to stop. It is run from its text, so that it needs
// neither a file nor a permission.
self.onmessage = ({ data: { module, memory, ring, scratch } }) => {
  const { exports } = new WebAssembly.Instance(module, {
    env: { memory },
    jobs: { finished: (job) => self.postMessage(job) },
  });
  exports.work(ring, scratch);
  self.close();
};
