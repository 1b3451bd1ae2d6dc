/** Where rows will be in a moment: still, so that it draws nothing more until they come. */
export function SkeletonRows({ count, kind }: { readonly count: number; readonly kind: 'resource' | 'owner' | 'process' }) {
  return (
    <div className={`skeleton skeleton-${kind}`} aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        // Placeholders are alike.
        // oxlint-disable-next-line react/no-array-index-key
        <div key={index}>
          <span />
          <span />
        </div>
      ))}
    </div>
  );
}
