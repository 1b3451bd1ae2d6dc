const RGB = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/;

/** A computed colour with an opacity; as it is when the browser gave it in another notation. */
export function withAlpha(color: string, alpha: number): string {
  const match = RGB.exec(color);
  return match === null ? color : `rgba(${match[1]}, ${match[2]}, ${match[3]}, ${alpha})`;
}
