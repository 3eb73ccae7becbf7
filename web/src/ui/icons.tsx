// The few signs that the pages need, drawn on one 16-unit grid with the text's own colour.

import type { ReactNode } from 'react';

const draw = (shape: ReactNode, size = 16) => (
  <svg width={size} height={size} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden focusable="false">
    {shape}
  </svg>
);

export const ColumnsIcon = () => draw(<path d="M2 3h12v10H2zM6 3v10M10 3v10" />);
export const ListIcon = () => draw(<path d="M5 4h9M5 8h9M5 12h9M2 4h.01M2 8h.01M2 12h.01" />);
export const BoardIcon = () => draw(<path d="M2 3h3.500v10H2zM6.800 3h3.500v7H6.800zM11.500 3H14v4.500h-2.500z" />);
export const FilmIcon = () => draw(<path d="M2 3h12v10H2zM5 3v10M11 3v10M2 6.3h3M2 9.6h3M11 6.3h3M11 9.6h3" />);
export const BoxIcon = () => draw(<path d="M8 1.8 14 5v6l-6 3.2L2 11V5zM2 5l6 3.2L14 5M8 8.2v6" />);
export const DownIcon = () => draw(<path d="M8 2v8M4.8 7 8 10.2 11.2 7M3 13.5h10" />);
export const PeopleIcon = () => draw(<path d="M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.5 13.5c.3-2.6 2-4 4.5-4s4.200 1.400 4.500 4M10.500 2.800a2.500 2.500 0 0 1 0 4.500M12 9.700c1.500.5 2.400 1.800 2.600 3.800" />);
export const HouseIcon = () => draw(<path d="M2.500 14V6.500L8 2l5.500 4.500V14zM6.500 14v-4h3v4" />);
export const RulesIcon = () => draw(<path d="M2 4h6M11 4h3M2 8h2M7 8h7M2 12h7M12 12h2M9.500 2.500v3M5.500 6.500v3M10.500 10.500v3" />);
export const ChartIcon = () => draw(<path d="M2 14h12M4 11V8M8 11V3M12 11V6" />);
export const TicketIcon = () => draw(<path d="M2 4h12v2.500a1.500 1.500 0 0 0 0 3V12H2V9.500a1.500 1.500 0 0 0 0-3zM10 4v8" />);
export const BellIcon = () => draw(<path d="M4 11V7a4 4 0 0 1 8 0v4l1.200 1.500H2.800zM6.700 14.300h2.600" />);
export const PersonIcon = () => draw(<path d="M8 7.500A2.700 2.700 0 1 0 8 2a2.700 2.700 0 0 0 0 5.500zM2.800 14c.4-2.900 2.300-4.500 5.200-4.500s4.800 1.600 5.200 4.500" />);
export const PlayIcon = () => draw(<path d="M4.500 2.800v10.400L13 8z" fill="currentColor" />);
export const ScalesIcon = () => draw(<path d="M8 2v12M5 14h6M3 4h10M3 4 1.500 9h3zM13 4l-1.500 5h3z" />);
export const TargetIcon = () => draw(<path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM8 10.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5zM8 8h.01" />);
export const HeartIcon = () => draw(<path d="M1.500 8h3l1.500-4 3 8 1.500-4h4" />);
export const GearIcon = () => draw(<path d="M8 10.300a2.300 2.300 0 1 0 0-4.600 2.300 2.300 0 0 0 0 4.600zM8 1.800v2M8 12.200v2M1.800 8h2M12.200 8h2M3.600 3.600 5 5M11 11l1.400 1.400M3.600 12.400 5 11M11 5l1.400-1.400" />);
export const SearchIcon = () => draw(<path d="M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.600 10.600 14 14" />);
export const SendIcon = () => draw(<path d="M14 2 2 7l5 2 2 5zM14 2 7 9" />);
export const HookIcon = () => draw(<path d="M8 5.500V11a3 3 0 0 1-6 0V9.500M8 5.500a1.800 1.800 0 1 0 0-3.500 1.800 1.800 0 0 0 0 3.500zM2 9.500l1.800 1.300" />);
