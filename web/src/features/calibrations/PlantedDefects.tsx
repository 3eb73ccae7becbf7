// The answer key as a table.

import { asFrame, labelIn } from '../../player/timecode';
import type { AnswerKey, CalibrationView } from '../../api/shapes';
import { programmeOf } from '../review/room';
import { verificationWords } from '../../verification-words';
import { severityNames, taskKindNames, words } from '../../words';
import classes from '../deliveries/DeliveryPage.module.css';

const text = verificationWords.calibration;

export function PlantedDefects({ calibration, answerKey }: { calibration: CalibrationView; answerKey: AnswerKey }) {
  const programme = programmeOf(calibration);
  const label = (frame: number) => labelIn(programme, asFrame(frame));
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{text.planted}</th>
          <th scope="col">{text.codes}</th>
          <th scope="col">{words.issues.severity}</th>
          <th scope="col">{words.issues.tasks}</th>
          <th scope="col">{words.issues.range}</th>
          <th scope="col">{text.tolerance}</th>
        </tr>
      </thead>
      <tbody>
        {answerKey.defects.map((defect) => (
          <tr key={`${defect.name} ${defect.first_frame}`}>
            <td>{defect.name}</td>
            <td className="mono">{defect.codes.join(', ')}</td>
            <td>{defect.severities?.map((severity) => severityNames[severity]).join(', ')}</td>
            <td>{defect.tasks?.map((task) => taskKindNames[task]).join(', ')}</td>
            <td className="mono number">{defect.whole_programme === true ? text.whole : `${label(defect.first_frame)} – ${label(defect.last_frame)}`}</td>
            <td className="number">{text.frames(defect.tolerance_frames ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
